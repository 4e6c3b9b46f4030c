import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type PracticeServer, startPracticeServer } from "../../../src/servers/practice/practice-server.ts";
import { writeJudge } from "../../support/judge-folder.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

describe("judge with several judges", () => {
  let cwd: string;
  let server: PracticeServer;
  let calls: { candidate: number; judge: number };
  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), "mtbench-several-"));
    await writeSmallSet(cwd);
    writeJudge(cwd, "a");
    writeJudge(cwd, "b", { max: 5 });
    calls = { candidate: 0, judge: 0 };
    server = await startPracticeServer({
      models: new Map([
        ["m", () => `回答${calls.candidate++}`],
        ["n", () => `答え${calls.candidate++}`],
        ["j", () => `[[${(calls.judge++ % 3) + 2}]]`],
      ]),
    });
    const asked = ["answer", "--questions", "small", "--judge", "a", "--model"];
    for (const id of ["m", "n"]) expect((await runMain([...asked, `${id}@${server.baseUrl}`], { cwd })).code).toBe(0);
  });
  afterEach(async () => {
    await server.close();
    rmSync(cwd, { recursive: true });
  });

  const judged = (...words: readonly string[]) => [
    ...["judge", "--questions", "small", "--judge-model", `j@${server.baseUrl}`],
    ...words,
  ];

  it("rates everyone's answers by each, and asks no candidate; again it asks nobody", async () => {
    const { code, stdout } = await runMain(judged("--judge", "a", "b", "--json"), { cwd });
    // Two candidates, two questions of two turns, two judges.
    expect([code, calls]).toEqual([0, { candidate: 8, judge: 16 }]);
    const { candidates } = z
      .object({ candidates: z.array(z.object({ id: z.string(), protocol: z.string() })) })
      .parse(JSON.parse(stdout));
    expect(candidates.map(({ id }) => id).sort()).toEqual(["m", "m", "n", "n"]);
    expect(new Set(candidates.map(({ protocol }) => protocol)).size).toBe(2);
    const again = await runMain(judged("--judge", "a", "b"), { cwd });
    expect([again.code, calls]).toEqual([0, { candidate: 8, judge: 16 }]);
  });

  it("takes a later word that is no judge for a candidate, wherever the candidates stand", async () => {
    const plan = await runMain(judged("--judge", "a", "b", "m", "--dry-run"), { cwd });
    expect(plan.stdout.match(/^\S+ · \S+: .*due/gm)).toEqual([
      "m · a: 0 answers due (4 there), 4 judgments due",
      "m · b: 0 answers due (4 there), 4 judgments due",
    ]);
    expect(calls.judge).toBe(0);
    const folder = await runMain(judged("n", "--judge", "a", "./judges/b"), { cwd });
    expect([folder.code, calls.judge]).toEqual([0, 8]);
    const alone = await runMain(judged("--judge", "a", "m"), { cwd });
    expect([alone.code, calls.judge]).toEqual([0, 12]);
  });

  it("tells what is wrong with the last one before the first one is asked", async () => {
    const { code, stderr } = await runMain(judged("--judge", "a", "nobody"), { cwd });
    expect([code, calls.judge]).toEqual([2, 0]);
    expect(stderr).toContain("no answers of nobody to small");
    const other = await runMain(judged("--judge", "a", "komt-bench"), { cwd });
    expect([other.code, calls.judge]).toEqual([2, 0]);
    expect(other.stderr).toContain("komt-bench");
  });
});
