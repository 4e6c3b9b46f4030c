import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { Launch } from "../../src/results/manifest.ts";
import { collectCells } from "../../src/scores/cells.ts";
import { largestDrops } from "../../src/scores/compare-candidates.ts";
import { pairCells } from "../../src/scores/paired-cells.ts";
import { makeCells } from "../support/make-cells.ts";
import { procedure } from "../support/make-record.ts";
import { broke, gave, gaveNone, said, type ToldAnswer, toldRecord } from "./told-record.ts";

const questions = [{ id: "1", hash: "h1", category: "math", turns: [1, 2] }];

describe("answers under rules that differ in how much later turns see", () => {
  const rulesFields = { sampling: "set", historyCharacters: 500 };
  /** The own launch, and one of other rules that rated by another procedure. */
  const recordOf = (
    answers: readonly ToldAnswer[],
    others: Launch["rulesFields"],
    own: Launch["rulesFields"] = rulesFields,
  ) => {
    const record = toldRecord({ id: "北", questions, answers, launch: { rules: "own", rulesFields: own } });
    const [launch] = record.launches;
    if (launch?.procedure == null) throw new Error("no launch");
    const other = { ...launch, rules: "other", rulesFields: others, procedure: { ...launch.procedure, hash: "other" } };
    return { ...record, launches: [other, launch] };
  };
  const answer = (
    rules: string,
    text: string,
    judgments: ToldAnswer["judgments"] = [],
    more: Partial<AnswerRecord> = {},
  ) => ({
    ...{ question: 1, outcome: said(text), more: { rules, key: text, ...more }, judgments },
  });
  const keysOf = (record: ReturnType<typeof recordOf>) =>
    collectCells(record, procedure).cells.map(({ answers }) => answers.map(({ key }) => key));

  it("count where only that differs", () => {
    const longer = { sampling: "set", historyCharacters: 9000 };
    expect(keysOf(recordOf([answer("other", "春")], longer))).toEqual([["春"], []]);
    expect(keysOf(recordOf([answer("other", "春")], { ...longer, sampling: "candidate" }))).toEqual([[], []]);
    expect(keysOf(recordOf([answer("third", "春")], longer))).toEqual([[], []]);
    // Records of old launches do not say: their rules are their own.
    expect(keysOf(recordOf([answer("other", "春")], { sampling: "set" }, { sampling: "set" }))).toEqual([[], []]);
  });

  it("stand behind those of the own rules, and behind those that were rated", () => {
    const longer = { sampling: "set", historyCharacters: 9000 };
    expect(keysOf(recordOf([answer("own", "春"), answer("other", "夏", [gave(5)])], longer))).toEqual([["春"], []]);
    expect(keysOf(recordOf([answer("other", "夏", [gave(5)]), answer("other", "秋")], longer))).toEqual([["夏"], []]);
    expect(keysOf(recordOf([answer("other", "秋"), answer("other", "夏", [gave(5)])], longer))).toEqual([["夏"], []]);
    const elsewhere = { outcome: gave(5), procedure: "other" };
    expect(keysOf(recordOf([answer("other", "夏", [elsewhere]), answer("other", "秋")], longer))).toEqual([["秋"], []]);
    // Of two alike the last one counts.
    expect(keysOf(recordOf([answer("own", "春"), answer("own", "冬")], longer))).toEqual([["冬"], []]);
  });
});

describe("judgments of another procedure", () => {
  it("do not count", () => {
    const record = toldRecord({
      ...{ id: "北", questions },
      answers: [
        { question: 1, outcome: said("春"), judgments: [gave(5), { outcome: gave(9), repeat: 1, procedure: "other" }] },
      ],
    });
    expect(collectCells(record, procedure).cells[0]?.ratings).toEqual([5]);
  });
});

describe("what another harness rated", () => {
  it("keeps ratings of superseded rows, and of answers that are none, apart", () => {
    const record = toldRecord({
      ...{ id: "北", questions, launch: { repeats: 2 } },
      answers: [
        {
          ...{ question: 1, outcome: said("春") },
          judgments: [{ outcome: gave(5), earlierRatings: [3, 4] }, gave(6)],
        },
        {
          ...{ question: 1, turn: 2, outcome: broke("empty") },
          judgments: [
            { outcome: gave(2), earlierRatings: [1] },
            { outcome: gaveNone("no-rating"), earlierRatings: [7] },
          ],
        },
      ],
    });
    const [first, second] = collectCells(record, procedure).cells;
    expect([first?.ratings, first?.earlierRatings]).toEqual([
      [5, 6],
      [3, 4],
    ]);
    expect([second?.ratings, second?.earlierRatings, second?.failed]).toEqual([[], [2, 1, 7], 2]);
    const plain = toldRecord({
      ...{ id: "北", questions },
      answers: [
        { question: 1, outcome: said("春"), judgments: [gave(5)] },
        { question: 1, turn: 2, outcome: broke("empty"), judgments: [gave(2)] },
      ],
    });
    expect(collectCells(plain, procedure).cells.map(({ earlierRatings }) => earlierRatings)).toEqual([[], [2]]);
  });
});

describe("a skipped turn", () => {
  const dueOf = (answers: readonly ToldAnswer[]) =>
    collectCells(toldRecord({ id: "北", questions, answers }), procedure).cells.map(({ failed, due }) => [failed, due]);

  it("is the candidate's failure after one of its own, and due after anything else", () => {
    const skipped = { question: 1, turn: 2, outcome: broke("skipped") };
    expect(dueOf([{ question: 1, outcome: broke("empty") }, skipped])[1]).toEqual([1, 0]);
    expect(dueOf([{ question: 1, outcome: broke("request-failed") }, skipped])[1]).toEqual([0, 1]);
    expect(dueOf([{ question: 1, outcome: said("春") }, skipped])[1]).toEqual([0, 1]);
    expect(dueOf([skipped])[1]).toEqual([0, 1]);
    const late = { question: 1, turn: 2, outcome: broke("request-failed") };
    expect(dueOf([{ question: 1, outcome: broke("empty") }, late])[1]).toEqual([0, 1]);
  });
});

describe("the largest drops", () => {
  it("are questions by their mean difference over the turns of both, the most lost first", () => {
    const candidate = makeCells([[[[5]], [[7]]], [[[9]], [[2]]], [[[4]]]]);
    const baseline = makeCells([[[[4]], [[4]]], [[[9]], [[8]]], [[[5]]]]);
    const moved = largestDrops(pairCells(candidate, baseline));
    expect(
      moved.map(({ questionId, candidate: own, baseline: other, difference }) => [questionId, own, other, difference]),
    ).toEqual([
      ["2", 5.5, 8.5, -3],
      ["3", 4, 5, -1],
      ["1", 6, 4, 2],
    ]);
  });
});
