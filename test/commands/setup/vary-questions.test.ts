import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadQuestionSet } from "../../../src/questions/load-question-set.ts";
import { manifestSchema } from "../../../src/results/manifest.ts";
import { generators } from "../../../src/variants/generators.ts";
import { setAtHand } from "../../../src/variants/set-at-hand.ts";
import { startMemoriser } from "../../support/memoriser.ts";
import { runMain } from "../../support/run-main.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-vary-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const mtbench = (...args: string[]) => runMain(args, { cwd, env: { MTBENCH_CACHE: join(cwd, "cache") } });
const vary = (seed: string, folder: string) =>
  mtbench("questions", "vary", "ja-original", "--seed", seed, "-o", folder);
const files = ["set.yaml", "question.jsonl", "references/computed.jsonl"];
const bytes = (folder: string) => Promise.all(files.map((file) => readFile(join(cwd, folder, file), "utf8")));

describe("questions vary", () => {
  it("writes the same bytes for the same seed, other ones for another, and a set without problems", async () => {
    expect(await vary("7", "a")).toMatchObject({ code: 0, stdout: "" });
    await vary("7", "b");
    await vary("8", "c");
    expect(await bytes("b")).toEqual(await bytes("a"));
    expect((await bytes("c"))[1]).not.toBe((await bytes("a"))[1]);
    const checked = await mtbench("questions", "check", "a");
    expect(checked.stderr.split("\n").filter((line) => !line.includes("categories differ in size"))).toEqual([""]);
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain(`ja-original@seed:7: ${generators.length} questions`);
  });

  it("refuses what it cannot vary, what is no seed, and a folder with something else in it", async () => {
    expect(await mtbench("questions", "vary", "ja-mt-bench-v3", "--seed", "7", "-o", "a")).toMatchObject({ code: 2 });
    expect(await vary("a/b", "a")).toMatchObject({ code: 2 });
    await writeFile(join(cwd, "notes"), "x");
    const other = await vary("7", ".");
    expect(other.code).toBe(2);
    expect(other.stderr).toContain("holds other files");
    expect(await vary("7", "notes")).toMatchObject({ code: 2 });
  });

  it("leaves a set alone that was not drawn", async () => {
    await vary("7", "a");
    const path = join(cwd, "a", "set.yaml");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/^variant:\n(?: .*\n)+/m, ""));
    expect((await vary("8", "a")).stderr).toContain("was not drawn");
  });
});

describe("run --questions ja-original@seed:7", () => {
  it("draws the set into the cache, names seed and generators in the manifest, and is never mixed with another seed", async () => {
    const options = { cwd, places: { cache: join(cwd, "cache"), mirror: null } };
    const original = await loadQuestionSet("ja-original", options);
    const variants = await Promise.all(
      ["7", "8"].map(async (seed) => loadQuestionSet(await setAtHand(`ja-original@seed:${seed}`, options), options)),
    );
    const server = await startMemoriser(original, variants);
    const run = (seed: string, id: string) =>
      mtbench(
        "run",
        "--questions",
        `ja-original@seed:${seed}`,
        "--model",
        `honest@${server.baseUrl}`,
        "--id",
        id,
        "--judge",
        "mtbench-ja",
        "--judge-model",
        `judge@${server.baseUrl}`,
        "--limit",
        "4",
      );
    try {
      await rm(join(cwd, "cache"), { recursive: true });
      const first = await run("7", "one");
      expect(first.stderr).toContain("variant with seed 7");
      expect(first.code).toBe(0);
      await run("8", "two");
      const folder = "results/ja-original%40seed%3a7/one";
      const manifest = manifestSchema.parse(JSON.parse(await readFile(join(cwd, folder, "manifest.json"), "utf8")));
      expect(manifest.questionSet).toMatchObject({
        id: "ja-original@seed:7",
        variant: {
          of: "ja-original",
          seed: "7",
          generators: { 231: generators.find(({ id }) => id === "231")?.version },
        },
      });
      const shown = await mtbench("show", "one", "221");
      expect(shown.stdout).toContain("新幹線");
      await mtbench("baseline", "save", "one", "-o", "baseline.json");
      const gate = await mtbench("gate", "--candidate", "two", "--baseline", "baseline.json");
      expect(gate.code).toBe(2);
      expect(gate.stderr).toContain("ja-original@seed:8");
    } finally {
      await server.close();
    }
  });
});
