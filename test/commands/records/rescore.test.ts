import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { runMain } from "../../support/run-main.ts";
import { writeResults } from "../../support/write-results.ts";

let cwd: string;
let folder: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-rescore-"));
  // The judge quotes a first rating and corrects itself: our rule takes the last one, FastChat's the first.
  folder = writeResults(join(cwd, "results"), {
    id: "北斗",
    told: [
      [7, 6],
      [8, "unrated"],
      ["failed", "failed"],
    ],
    judgeText: (rating) => `最初は[[${rating - 2}]]と思いましたが、[[${rating}]]`,
  });
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const rescore = (...flags: string[]) => runMain(["rescore", "北斗", ...flags], { cwd });
const boardSchema = z.object({
  protocols: z.array(
    z.object({
      procedure: z.object({ extraction: z.string() }),
      candidates: z.tuple([
        z.object({ score: z.object({ mean: z.number(), rated: z.number(), planned: z.number() }), due: z.number() }),
      ]),
    }),
  ),
});

describe("rescore", () => {
  it("reads the stored texts by another rule, into a protocol of its own, without a call", async () => {
    const shown = await rescore("--extraction", "fastchat", "--json");
    expect([shown.code, shown.stderr]).toEqual([0, ""]);
    expect(JSON.parse(shown.stdout)).toMatchObject({
      read: 4,
      changed: [{ was: "7", now: "5" }, { now: "4" }, { now: "6" }],
    });
    const board = await runMain(["leaderboard", "--format", "json"], { cwd });
    const { protocols } = boardSchema.parse(JSON.parse(board.stdout));
    const means = Object.fromEntries(protocols.map((one) => [one.procedure.extraction, one.candidates[0].score.mean]));
    expect(means).toEqual({ mtbench: 7, fastchat: 5 });
    for (const { candidates } of protocols)
      expect(candidates[0]).toMatchObject({ due: 0, score: { rated: 3, planned: 6 } });
  });

  it("records what it was read from, keeps every old record, and adds nothing a second time", async () => {
    const files = ["judgments/told-judge.jsonl", "launches.jsonl"];
    const before = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    await rescore("--extraction", "fastchat");
    const after = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    for (const [index, text] of before.entries()) expect(after[index]?.startsWith(text)).toBe(true);
    const launch: unknown = JSON.parse(after[1]?.trim().split("\n").at(-1) ?? "");
    const old: unknown = JSON.parse(before[1] ?? "");
    const { procedure } = z.object({ procedure: z.object({ hash: z.string() }) }).parse(old);
    expect(launch).toMatchObject({ rescoredFrom: procedure.hash, procedure: { fields: { extraction: "fastchat" } } });
    const record: unknown = JSON.parse(after[0]?.trim().split("\n").at(-1) ?? "");
    expect(record).toMatchObject({ asked: 0, call: null, sent: null });
    const choice = ["--protocol", "nothing"];
    expect((await rescore("--extraction", "fastchat", ...choice)).code).toBe(2);
    expect((await rescore("--extraction", "fastchat")).stderr).toContain("--protocol");
  });

  it("refuses unknown rules, both or none, and the rule that was used", async () => {
    expect((await rescore("--extraction", "guess")).stderr).toContain("llm-jp-judge");
    expect((await rescore()).code).toBe(2);
    expect((await rescore("--extraction", "fastchat", "--judge", "mtbench-ja")).code).toBe(2);
    const judge = await rescore("--judge", "no-such-judge");
    expect(judge.code).toBe(2);
  });
});
