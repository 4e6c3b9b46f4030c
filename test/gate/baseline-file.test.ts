import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { formatBaseline, parseBaseline } from "../../src/gate/baseline.ts";
import { loadBaseline, saveBaseline } from "../../src/gate/baseline-file.ts";
import { asCompared } from "../../src/gate/compared-candidate.ts";
import { gate } from "../../src/gate/gate.ts";
import { answersHash } from "../../src/results/answers-hash.ts";
import { scoreFolder, withoutTexts } from "../../src/scores/score-folder.ts";
import { failed, rated, recordOf } from "../support/make-record.ts";
import { measured } from "./samples.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-baseline-"));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const record = recordOf(
  "北",
  [
    [rated(8), rated(6)],
    [rated(4), failed("empty")],
  ],
  [[1, 2]],
);
const [folder] = scoreFolder(record);
if (folder === undefined) throw new Error("no folder");
const scored = folder;

describe("a scored folder as a gate compares it", () => {
  it("keeps its ratings, its questions and where its answers are", () => {
    const { procedure, questions, scores } = scored;
    const { judge, kind, judges, scale, fields } = procedure;
    expect(asCompared(scored)).toEqual({
      candidate: { id: "北", revision: "rev-3" },
      protocol: { key: scored.key, procedure: procedure.hash, judge, kind, judges, scale, fields },
      questionSet: { id: "haiku", title: "俳句", language: "ja", hash: questions.hash, whole: true },
      categories: questions.categories,
      trials: 1,
      repeats: 1,
      cells: scores.cells,
      answersHash: answersHash([...record.answers.values()]),
      folder: "北",
    });
    const bare = asCompared(withoutTexts(scored));
    expect([bare.answersHash, bare.folder]).toEqual([undefined, undefined]);
    const own = measured([[[[5]]]]);
    expect(asCompared(own)).toBe(own);
  });
});

describe("a baseline file", () => {
  it("is written into a folder that need not be there, names the results beside it, and is read again", async () => {
    const path = join(cwd, "ci", "new", "baseline.json");
    const results = { ...asCompared(scored), folder: join(cwd, "results", "北") };
    const saved = await saveBaseline(path, results);
    expect(saved.folder).toBe("../../results/北");
    expect(await readFile(path, "utf8")).toBe(formatBaseline(saved));
    const read = await loadBaseline(path);
    expect(read).toMatchObject({ folder: "../../results/北", answersHash: results.answersHash, trials: 1 });
    expect(read.cells.map(({ ratings, failed: own }) => [ratings, own])).toEqual([
      [[8], 0],
      [[6], 0],
      [[4], 0],
      [[], 1],
    ]);
    expect((await saveBaseline(join(cwd, "b.json"), { ...results, folder: cwd })).folder).toBe(".");
  });

  it("names no folder where none is known", async () => {
    const path = join(cwd, "baseline.json");
    const saved = await saveBaseline(path, measured([[[[5]]], [[[6]]]]));
    expect(saved).not.toHaveProperty("folder");
    const read = await loadBaseline(path);
    expect(read).not.toHaveProperty("folder");
    expect(read).not.toHaveProperty("answersHash");
  });

  it("is not read from a file that is missing, or is none", async () => {
    const missing = loadBaseline(join(cwd, "none.json"), "none.json");
    await expect(missing).rejects.toThrow(/^cannot read none\.json: /u);
    await expect(missing).rejects.toThrow(InputError);
    await writeFile(join(cwd, "odd.json"), "{");
    await expect(loadBaseline(join(cwd, "odd.json"), "odd.json")).rejects.toThrow(
      expect.objectContaining({
        message: "odd.json is not a baseline: not JSON",
        problems: [expect.stringMatching(/./u)],
      }),
    );
    await expect(loadBaseline(join(cwd, "none.json"))).rejects.toThrow(cwd);
  });
});

describe("gate", () => {
  const level = measured(Array.from({ length: 20 }, (_, index) => [[[5 + (index % 3)]]]));

  it("takes scored folders and measurements, with the rules' defaults", () => {
    expect(gate(level, level)).toMatchObject({ verdict: "pass", margin: 0.5, alpha: 0.05 });
    expect(gate(scored, scored).verdict).not.toBe("regression");
    expect(gate(level, level, { margin: 0.25, strict: true })).toMatchObject({ margin: 0.25, strict: true });
  });

  it("names every rule that is not valid", () => {
    const wrong = () => gate(level, level, { alpha: 0.5, minimumRated: 2 });
    expect(wrong).toThrow(InputError);
    expect(wrong).toThrow(
      expect.objectContaining({
        problems: [expect.stringMatching(/^alpha: /u), expect.stringMatching(/^minimumRated: /u)],
      }),
    );
  });

  it.each([
    ["alpha", 0.0001, 0.00009],
    ["alpha", 0.2, 0.21],
    ["margin", 9, 9.01],
    ["margin", 0.01, 0],
    ["minimumScore", 1, 0.9],
    ["minimumScore", 10, 10.1],
    ["minimumRated", 1, 1.1],
    ["maximumUnrated", 0, -0.1],
  ])("takes %s up to %s, not %s", (rule, allowed, refused) => {
    expect(() => gate(level, level, { [rule]: allowed })).not.toThrow();
    expect(() => gate(level, level, { [rule]: refused })).toThrow(InputError);
  });

  it("says where the configuration has a rule that does not fit the scale", () => {
    expect(() => gate(level, level, { margin: 9.5 })).toThrow(
      expect.objectContaining({ hint: "In the configuration it is gate.margin." }),
    );
    expect(() => gate(level, level, { minimumScore: 11 })).toThrow(
      expect.objectContaining({ hint: "In the configuration it is gate.minimumScore." }),
    );
  });
});

describe("what stands in a baseline file", () => {
  const told = [
    [
      [[8], { ratings: [4], truncated: true }],
      [[6.5], { failed: 1 }],
    ],
    [
      [{ unrated: 1 }, [3]],
      [[4], [9]],
    ],
  ];
  const baseline = measured(told);
  const text = formatBaseline(baseline);
  const problemsOf = (changed: string): readonly string[] => {
    try {
      parseBaseline(changed, "b.json");
    } catch (error) {
      if (error instanceof InputError) return [error.message, ...error.problems];
      throw error;
    }
    return [];
  };

  it("is in the order of turns, whatever order it was given in", () => {
    expect(formatBaseline({ ...baseline, cells: [...baseline.cells].reverse() })).toBe(text);
    expect(text).toContain('"turns":{"1":[[8],{"ratings":[4],"failed":0,"unrated":0,"truncated":true}],"2":[[6.5],');
  });

  it("adds up: two trials of two ratings are four planned ones", () => {
    const twice = {
      ...measured([
        [
          [
            [8, 7],
            [6, 5],
          ],
        ],
        [
          [
            [4, 3],
            [2, 1],
          ],
        ],
      ]),
      repeats: 2,
    };
    expect(parseBaseline(formatBaseline(twice), "b.json").cells.map(({ planned }) => planned)).toEqual([4, 4]);
  });

  it.each<[string, (whole: string) => string, RegExp]>([
    ["a lowest rating", (whole) => whole.replace("[[8],", "[[1],"), /^$/u],
    ["a highest rating", (whole) => whole.replace("[[8],", "[[10],"), /^$/u],
    ["a rating too low", (whole) => whole.replace("[[8],", "[[0.9],"), /turn 1: 0\.9 is outside 1 to 10/u],
    [
      "a trial too full",
      (whole) => whole.replace("[3]]", "[3,4]]"),
      /question 2, turn 1: trial 2: expected 1 ratings, accounted for 2/u,
    ],
    ["turn 0", (whole) => whole.replace('"2":[[6.5]', '"0":[[6.5]'), /turns\.a?[02]a?: /u],
    ["turn 2a", (whole) => whole.replace('"2":[[6.5]', '"2a":[[6.5]'), /turns\.a?[02]a?: /u],
    ["turn a2", (whole) => whole.replace('"2":[[6.5]', '"a2":[[6.5]'), /turns\.a?[02]a?: /u],
    ["turn 12", (whole) => whole.replace('"2":[[6.5]', '"12":[[6.5]'), /^$/u],
    ["no repeats", (whole) => whole.replace('"repeats": 1', '"repeats": 0'), /repeats/u],
    ["a folder without a name", (whole) => whole.replace('"repeats": 1', '"repeats": 1,\n  "folder": ""'), /folder/u],
    [
      "another format",
      (whole) => whole.replace('"mtbenchBaseline": 2', '"mtbenchBaseline": 3'),
      /mtbenchBaseline: expected 1 or 2/u,
    ],
  ])("%s is read as it must be", (_, change, problems) => {
    expect(change(text)).not.toBe(text);
    expect(problemsOf(change(text)).slice(1).join("\n")).toMatch(problems);
  });

  it("is whole: no question twice, a trial that says nothing of being cut is not", () => {
    const [line = ""] = text.match(/ {4}\{"id":"1".*\n/u) ?? [];
    const twice = text.replace(line, line + line);
    expect(problemsOf(twice)).toContain("b.json: questions: the same question occurs twice");
    const uncut = text.replace(',"truncated":true', "");
    expect(parseBaseline(uncut, "b.json").cells[0]?.truncated).toBe(0);
  });

  it("keeps what it knows of its answers", () => {
    const known = { ...baseline, answersHash: "abc", folder: "../results/北" };
    expect(parseBaseline(formatBaseline(known), "b.json")).toEqual(known);
  });

  it("has at most twenty problems told, and a way out", () => {
    const many = formatBaseline(measured(Array.from({ length: 30 }, () => [[[5]]])));
    const found = problemsOf(many.replaceAll("[[5]]", "[[11]]"));
    expect(found).toHaveLength(21);
    expect(problemsOf(many.replaceAll("[[5]]", '[["5"]]'))).toHaveLength(21);
    expect(() => formatBaseline(measured([[[{ due: 1 }]]]))).toThrow(
      expect.objectContaining({ hint: "Finish the run with its own command first." }),
    );
    expect(() => parseBaseline("{}", "b.json")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("mtbench baseline save") }),
    );
    expect(() => parseBaseline(many.replaceAll("[[5]]", "[[11]]"), "b.json")).toThrow(
      expect.objectContaining({ hint: expect.stringContaining("save it again") }),
    );
  });
});
