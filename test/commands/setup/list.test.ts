import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-list-"));
  await writeSmallSet(cwd);
});

describe("what there is", () => {
  it("questions list: the package's sets and the user's own", async () => {
    const { code, stdout } = await runMain(["questions", "list"], { cwd });
    expect(code).toBe(0);
    for (const id of ["en-mt-bench", "ja-mt-bench-v3", "ja-mt-bench-v4", "ja-original", "small"]) {
      expect(stdout).toMatch(new RegExp(`^${id} `, "m"));
    }
  });

  it("judges list: the shipped procedures, strict or not", async () => {
    const { code, stdout } = await runMain(["judges", "list"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^llm-jp-judge-v2 +ja, en +gpt-5\.4-2026-03-05 +yes/m);
    expect(stdout).toMatch(/^mtbench-ja +ja +\S+ +no/m);
    for (const id of ["fastchat-en", "stability-ja", "swallow-ja"]) expect(stdout).toContain(id);
  });

  it("questions check: counts for a good set, problems by line and exit code 2 for a bad one", async () => {
    const good = await runMain(["questions", "check", "ja-original"], { cwd });
    expect(good.code).toBe(0);
    expect(good.stdout).toContain("0 problems, 0 warnings");
    await writeSmallSet(cwd, "bad", [{ id: "1", category: "math", turns: [] }]);
    const bad = await runMain(["questions", "check", join("questions", "bad")], { cwd });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("question.jsonl:1: turns");
  });
});
