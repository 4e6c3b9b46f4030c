import { describe, expect, it } from "vitest";
import { scoresBy } from "../../src/scores/score-candidate.ts";
import { protocolKey, scoreFolder, withoutTexts } from "../../src/scores/score-folder.ts";
import { broke, call, gave, gaveNone, said, toldRecord } from "./told-record.ts";

const questions = [
  { id: "11", hash: "h11", category: "math", turns: [1, 2] },
  { id: "12", hash: "h12", category: "writing", turns: [1, 2] },
];
const record = toldRecord({
  id: "北斗",
  questions,
  launch: {
    trials: 2,
    repeats: 2,
    deviations: ["no seed"],
    questionSet: { id: "haiku", title: "俳句", language: "ja", categories: ["writing", "math"], size: 2 },
  },
  answers: [
    {
      question: 1,
      turn: 1,
      outcome: said("七"),
      more: {
        measures: { characters: 10, japaneseRatio: 0.5 },
        call: { ...call, dropped: ["seed", "max_tokens as max_completion_tokens"] },
      },
      judgments: [gave(8), gave(6)],
    },
    {
      question: 1,
      turn: 1,
      trial: 2,
      outcome: said("八"),
      more: { measures: { characters: 30, japaneseRatio: null } },
      judgments: [gave(7), gave(9)],
    },
    {
      question: 1,
      turn: 2,
      outcome: said("九"),
      more: { measures: { characters: 20, japaneseRatio: 1 } },
      judgments: [{ outcome: gave(4), call: { ...call, dropped: ["top_p"] } }, gaveNone("no-rating", "words")],
    },
    { question: 1, turn: 2, trial: 2, outcome: broke("empty") },
    { question: 2, turn: 1, outcome: said("十"), judgments: [gave(10), gave(10)] },
    {
      question: 2,
      turn: 1,
      trial: 2,
      outcome: said("<|im_start|>"),
      judgments: [gave(10), gaveNone("request-failed", "HTTP 500")],
    },
    { question: 2, turn: 2, outcome: broke("request-failed", "HTTP 429") },
    { question: 2, turn: 2, trial: 2, outcome: said("百", { truncated: true }), judgments: [gave(2), gave(3)] },
  ],
});

describe("one candidate under one procedure", () => {
  const [folder] = scoreFolder(record);
  if (folder === undefined) throw new Error("no folder");
  const { cells, ...scores } = folder.scores;

  it("has means, intervals and bounds of the ratings that are there", () => {
    // Means of the cells: 7.5 and 4, 10 and 2.5; sums of the questions are half a point off the mean, so the error is 1/4.
    const interval = { low: expect.closeTo(6 - 12.7062 / 4, 4), high: expect.closeTo(6 + 12.7062 / 4, 4) };
    expect(scores.score).toEqual({ mean: 6, ...interval, level: 0.95, rated: 10, planned: 16 });
    expect(scores.withFailures).toMatchObject({ mean: 5.5, rated: 10, planned: 16 });
    expect(scores.turns).toMatchObject({ 1: { mean: 8.75, rated: 7, planned: 8 }, 2: { mean: 3.25, rated: 3 } });
    expect(scores.categories).toEqual({
      math: { mean: 5.75, low: null, high: null, level: 0.95, rated: 5, planned: 8 },
      writing: { mean: 6.25, low: null, high: null, level: 0.95, rated: 5, planned: 8 },
    });
    expect(scores.bounds).toEqual({ lowest: 4.6875, highest: 8.0625 });
    expect(scores.turnChange).toEqual({ mean: -5.5, low: -9, high: 9, level: 0.95 });
    expect(scores.top).toMatchObject({ share: expect.closeTo(0.3, 12) });
  });

  it("tells what is missing, and why", () => {
    expect(scores).toMatchObject({
      unrated: { "no-answer": 2, "no-rating": 1 },
      failures: { empty: 1, "request-failed": 1 },
      reasons: [
        { count: 1, example: "HTTP 500" },
        { count: 1, example: "HTTP 429" },
      ],
      due: 3,
      truncated: 1,
      flagged: { answered: 6, any: 1, byFlag: { "template-leak": 1 } },
    });
    expect(Object.keys(scores.unrated)).toEqual(["no-answer", "no-rating"]);
    expect(scores.deviations).toEqual([
      "judge: top_p left out, for the server refused it",
      "no seed",
      "seed left out, for the server refused it",
    ]);
  });

  it("measures the texts, overall and by category", () => {
    expect(scores).toMatchObject({ trials: 2, repeats: 2, characters: 20, japaneseRatio: 0.75 });
    expect(scores.texts).toEqual({
      math: { characters: 20, japaneseRatio: 0.75 },
      writing: { characters: null, japaneseRatio: null },
    });
  });

  it("says whose it is", () => {
    expect(scores).toMatchObject({ id: "北斗", revision: "rev-3", path: "北斗", origin: "run" });
    expect(scores.specification).toMatchObject({ id: "北斗", model: "haiku-7b" });
    expect(scores).not.toHaveProperty("members");
    const revisionOf = (origin: "run" | "import", revision: string | null) =>
      scoreFolder({ ...record, manifest: { ...record.manifest, origin, candidate: { id: "北斗", revision } } })[0]
        ?.scores.revision;
    expect(revisionOf("import", "unknown")).toBeNull();
    expect(revisionOf("run", "unknown")).toBe("unknown");
    expect(revisionOf("import", "rev-4")).toBe("rev-4");
    expect(revisionOf("run", null)).toBeNull();
  });

  it("has one cell a turn, with every record that tells of it", () => {
    expect(
      cells.map(({ questionId, questionHash, category, turn }) => [questionId, questionHash, category, turn]),
    ).toEqual([
      ["11", "h11", "math", 1],
      ["11", "h11", "math", 2],
      ["12", "h12", "writing", 1],
      ["12", "h12", "writing", 2],
    ]);
    expect(
      cells.map(({ ratings, planned, failed, due, truncated }) => ({ ratings, planned, failed, due, truncated })),
    ).toEqual([
      { ratings: [8, 6, 7, 9], planned: 4, failed: 0, due: 0, truncated: 0 },
      { ratings: [4], planned: 4, failed: 2, due: 0, truncated: 0 },
      { ratings: [10, 10, 10], planned: 4, failed: 0, due: 1, truncated: 0 },
      { ratings: [2, 3], planned: 4, failed: 0, due: 2, truncated: 1 },
    ]);
    expect(cells[1]?.trials).toEqual([
      { ratings: [4], failed: 0, unrated: 1, due: 0, truncated: false },
      { ratings: [], failed: 2, unrated: 0, due: 0, truncated: false },
    ]);
    expect(cells[3]?.trials).toEqual([
      { ratings: [], failed: 0, unrated: 0, due: 2, truncated: false },
      { ratings: [2, 3], failed: 0, unrated: 0, due: 0, truncated: true },
    ]);
    expect(cells.map(({ answers, judgments }) => [answers.length, judgments.length])).toEqual([
      [2, 4],
      [2, 2],
      [2, 4],
      [2, 2],
    ]);
    expect(cells.map(({ unrated, failures }) => [unrated, failures])).toEqual([
      [{}, {}],
      [{ "no-answer": 2, "no-rating": 1 }, { empty: 1 }],
      [{}, {}],
      [{}, { "request-failed": 1 }],
    ]);
  });
});

describe("a folder", () => {
  const [first] = record.launches;
  const procedure = first?.procedure;
  if (first === undefined || procedure == null) throw new Error("no launch");
  const [folder] = scoreFolder(record);

  it("is scored under each procedure of ratings, each with what its last launch says", () => {
    const other = { ...procedure, hash: "other", kind: "matches" } as const;
    const part = { ...first.questionSet, size: 80, categories: ["math", "writing"] };
    const launches = [
      { ...first, procedure: null },
      first,
      { ...first, procedure: other },
      { ...first, questionSet: part },
    ];
    const folders = scoreFolder({ ...record, launches });
    expect(folders.map((one) => one.procedure.hash)).toEqual([procedure.hash]);
    expect(folders[0]?.questions).toMatchObject({ count: 2, whole: false, categories: ["math", "writing"] });
    expect(folder?.questions).toMatchObject({ set: "haiku", title: "俳句", language: "ja", count: 2, whole: true });
    expect(folder?.questions.categories).toEqual(["writing", "math"]);
    expect(folder?.key).toBe(protocolKey(folder?.procedure.hash ?? "", folder?.questions.hash ?? ""));
  });

  it("notes what its own procedure's launches did otherwise, no others'", () => {
    const other = { ...first, procedure: { ...procedure, hash: "other" }, deviations: ["another's"] };
    const [scored] = scoreFolder({ ...record, launches: [first, other] });
    expect(scored?.scores.deviations).toContain("no seed");
    expect(scored?.scores.deviations).not.toContain("another's");
  });

  it("loses its texts and nothing else", () => {
    if (folder === undefined) throw new Error("no folder");
    const bare = withoutTexts(folder);
    const cells = folder.scores.cells.map((cell) => ({ ...cell, answers: [], judgments: [] }));
    expect(bare).toEqual({ ...folder, scores: { ...folder.scores, cells } });
  });
});

describe("what a change from the first to the last turn is of", () => {
  const turnsOf = (told: readonly (readonly (number | null)[])[]) =>
    toldRecord({
      id: "南",
      questions: told.map((turns, index) => ({
        ...{ id: `${index}`, hash: `h${index}`, category: "math" },
        turns: turns.map((_, turn) => turn + 1),
      })),
      answers: told.flatMap((turns, index) =>
        turns.map((rating, turn) => ({
          ...{ question: index + 1, turn: turn + 1, outcome: said("答え") },
          judgments: [rating === null ? gaveNone("no-rating") : gave(rating)],
        })),
      ),
    });
  const changeOf = (told: readonly (readonly (number | null)[])[]) =>
    scoreFolder(turnsOf(told))[0]?.scores.turnChange ?? null;

  it("the questions that have both, with an interval of their differences", () => {
    // Differences 1, 2, 3: mean 2, deviation 1, t(0.975, 2) = 4.3027; the question with no second rating does not count.
    const change = changeOf([
      [5, 6],
      [5, 7],
      [5, 8],
      [9, null],
    ]);
    const reach = 4.30265 / Math.sqrt(3);
    expect(change).toEqual({
      ...{ mean: 2, level: 0.95 },
      ...{ low: expect.closeTo(2 - reach, 4), high: expect.closeTo(2 + reach, 4) },
    });
    expect(changeOf([[5], [7]])).toBeNull();
    expect(changeOf([[5, null], [7]])).toBeNull();
    expect(changeOf([[5, 7, 8]])).toEqual({ mean: 3, low: null, high: null, level: 0.95 });
  });

  it("in the unit of the way of averaging", () => {
    const cells =
      scoreFolder(
        turnsOf([
          [5, 7],
          [5, 6],
        ]),
      )[0]?.scores.cells ?? [];
    const swallow = scoresBy(cells, "swallow", { min: 1, max: 10 });
    expect(swallow.turnChange).toMatchObject({
      mean: expect.closeTo(0.15, 12),
      low: expect.closeTo(0.15 - 0.63531, 5),
      high: expect.closeTo(0.15 + 0.63531, 5),
    });
    expect(swallow.score.mean).toBeCloseTo(0.575, 12);
    expect(swallow.bounds).toBeNull();
  });
});
