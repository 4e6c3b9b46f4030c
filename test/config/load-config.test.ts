import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { chooseJudge } from "../../src/config/choose-judge.ts";
import { loadConfig, noConfig } from "../../src/config/load-config.ts";
import { InputError } from "../../src/errors.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-load-config-"));
});

const write = (name: string, text: string) => writeFile(join(cwd, name), text);

async function problemsOf(text: string): Promise<readonly string[]> {
  await write("mtbench.config.yaml", text);
  try {
    await loadConfig({ cwd });
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [];
}

describe("loadConfig", () => {
  it("is empty without a file, and for a file of comments", async () => {
    expect(await loadConfig({ cwd })).toBe(noConfig);
    await write("mtbench.config.yaml", "# later\n\n  # more\n");
    expect((await loadConfig({ cwd })).config).toEqual({});
  });

  it.each([
    ["mtbench.config.yaml", "trials: 6\nresults: kept\n"],
    ["mtbench.config.yml", "trials: 6\nresults: kept\n"],
    ["mtbench.config.json", '{"trials": 6,\n "results": "kept"}'],
  ])("reads %s and knows its lines", async (name, text) => {
    await write(name, text);
    const loaded = await loadConfig({ cwd });
    expect(loaded.config).toEqual({ trials: 6, results: "kept" });
    expect(loaded.path).toBe(join(cwd, name));
    expect([loaded.lineOf(["trials"]), loaded.lineOf(["results"])]).toEqual([1, 2]);
  });

  it("reads a named file, and says when it is not there", async () => {
    await write("night.yaml", "seed: 9\n");
    expect((await loadConfig({ cwd, path: "night.yaml" })).config).toEqual({ seed: 9 });
    await expect(loadConfig({ cwd, path: "day.yaml" })).rejects.toThrow("there is no day.yaml");
  });

  it("refuses two files, for nobody could tell which one counts", async () => {
    await write("mtbench.config.yaml", "seed: 1\n");
    await write("mtbench.config.json", "{}");
    await expect(loadConfig({ cwd })).rejects.toThrow("are both here");
  });

  it("names every problem with its line and the nearest known name", async () => {
    const problems = await problemsOf(
      [
        "seeed: 1",
        "maxConcurrency: many",
        "servers:",
        "  box: { baseUrl: 127.0.0.1:8000, apiKeyEnv: sk-123-abc }",
        "candidates:",
        "  a: { model: m, thinking: maybe, family: qwen33 }",
        "gate: { margin: 0.3, byCategroy: true }",
        "prices:",
        "  m: { currency: USD, input: 1, output: 2, date: soon, source: me }",
      ].join("\n"),
    );
    const short = problems.map((problem) =>
      problem.replace(/openai-compatible, gpt-4, .*;/, "FAMILIES;").replace(/\(known: .*\)/, "(KNOWN)"),
    );
    expect(short).toEqual([
      'mtbench.config.yaml:2: maxConcurrency: expected a number, got "many"',
      "mtbench.config.yaml:4: servers.box.baseUrl: expected a URL such as http://127.0.0.1:8000/v1",
      "mtbench.config.yaml:4: servers.box.apiKeyEnv: expected the name of an environment variable, not its value",
      'mtbench.config.yaml:6: candidates.a.family: expected one of FAMILIES; did you mean "qwen3" or "qwen3.5" or "qwen3.8"?',
      'mtbench.config.yaml:6: candidates.a.thinking: expected one of on, off, got "maybe"',
      'mtbench.config.yaml:9: prices.m.date: expected the form of date, got "soon"',
      'mtbench.config.yaml:7: gate: unknown key "byCategroy"; did you mean "byCategory"? (KNOWN)',
      'mtbench.config.yaml: unknown key "seeed"; did you mean "seed"? (KNOWN)',
    ]);
  });

  it("never shows a key that was pasted where its variable's name belongs", async () => {
    const problems = await problemsOf('servers:\n  box: { baseUrl: "http://h/v1", apiKeyEnv: sk-pasted-secret }\n');
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain("pasted");
  });

  it("refuses servers that are named and not described", async () => {
    const text =
      "servers:\n  box: { baseUrl: http://h/v1 }\ncandidates:\n  a: { model: m, server: bx }\n  b: { model: m, server: http://i/v1 }\njudges:\n  j: { procedure: p, server: bxx }\n";
    expect(await problemsOf(text)).toEqual([
      'mtbench.config.yaml:4: candidates.a.server: expected a name under servers or a base URL, got "bx" (known: box)',
      'mtbench.config.yaml:7: judges.j.server: expected a name under servers or a base URL, got "bxx" (known: box)',
    ]);
  });
});

describe("names of the file", () => {
  it("takes a judge by its name of the file, its model after the flag's", async () => {
    await write(
      "mtbench.config.yaml",
      "judges:\n  ours: { procedure: mtbench-ja, model: rater, server: http://r/v1 }\n  bare: { procedure: fastchat-en }\n",
    );
    const loaded = await loadConfig({ cwd });
    expect(chooseJudge(loaded, "ours", undefined)).toEqual({ judge: "mtbench-ja", judgeModel: "rater@http://r/v1" });
    expect(chooseJudge(loaded, "ours", "gpt-4o")).toEqual({ judge: "mtbench-ja", judgeModel: "gpt-4o" });
    expect(chooseJudge(loaded, "bare", undefined)).toEqual({ judge: "fastchat-en", judgeModel: undefined });
    expect(chooseJudge(loaded, "toString", undefined)).toEqual({ judge: "toString", judgeModel: undefined });
  });
});
