import { describe, expect, it } from "vitest";
import type { Launch } from "../../src/results/manifest.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { makeBoards, makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { formatRank } from "../../src/scores/rank-candidates.ts";
import { scoreFolder } from "../../src/scores/score-folder.ts";
import { practiceJudgeName } from "../../src/servers/practice/practice-names.ts";
import { gave, gaveNone, said, toldRecord } from "./told-record.ts";

const questions = Array.from({ length: 6 }, (_, index) => ({
  ...{ id: `${index + 1}`, hash: `h${index + 1}`, category: index < 2 ? "writing" : "math", turns: [1] },
}));

function candidate(
  id: string,
  ratings: readonly (number | null | undefined)[],
  launch: Partial<Launch> = {},
): RunRecord {
  return toldRecord({
    ...{ id, questions, launch },
    answers: ratings.map((rating, index) => ({
      ...{ question: index + 1, outcome: said("答え") },
      judgments: rating === undefined ? [] : [rating === null ? gaveNone("no-rating") : gave(rating)],
    })),
  });
}

function procedureWith(over: Partial<NonNullable<Launch["procedure"]>>): Partial<Launch> {
  const [launch] = candidate("x", []).launches;
  if (launch?.procedure == null) throw new Error("no launch");
  return { procedure: { ...launch.procedure, ...over } };
}

const strong = candidate("強", [9, 10, 8, 9, 10, 9]);
const middle = candidate("中", [5, 6, 5, 7, 6, 5]);
const weak = candidate("弱", [2, 1, 2, 1, 2, 2]);

describe("a board", () => {
  it("has the best first, who is incomplete after that, who has no rating before those", () => {
    const due = candidate("待", [10, 10, 10, 10, 10, undefined]);
    const none = candidate("無", [null, null, null, null, null, null]);
    const alike = candidate("丙", [5, 6, 5, 7, 6, 5]);
    const [board] = makeLeaderboard([due, none, weak, middle, alike, strong]);
    expect(board?.candidates.map(({ id }) => id)).toEqual(["強", "丙", "中", "弱", "無", "待"]);
    expect(board?.candidates.map(({ rank }) => formatRank(rank))).toEqual(["1", "2-3", "2-3", "4", "-", "-"]);
    expect(board?.candidates.map(({ ties }) => ties)).toEqual(["a", "b", "b", "c", null, null]);
    expect(board?.candidates.map(({ bootstrap }) => bootstrap === null)).toEqual([
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it("cuts the bootstrap interval to the scale", () => {
    const [board] = makeLeaderboard([candidate("上", [10, 9, 10, 8, 10, 9]), weak]);
    const interval = board?.candidates[0]?.bootstrap;
    expect(interval?.high).toBe(10);
    expect(interval?.low).toBeGreaterThan(1);
    expect(interval?.low).toBeLessThan(9);
  });

  it("says under what its scores were made", () => {
    const [board] = makeLeaderboard([strong, weak]);
    expect(board).toMatchObject({
      key: scoreFolder(strong)[0]?.key,
      judge: { id: "j", model: "m", judges: [{ model: "m", share: 1 }] },
      questions: { set: "haiku", count: 6, whole: false },
      aggregate: "mtbench",
      differsFrom: [],
      reliability: null,
    });
    // Two of twelve ratings are the highest.
    expect(board?.top.share).toBeCloseTo(2 / 12, 12);
    expect(board?.candidates[0]?.score.mean).toBeCloseTo(55 / 6, 12);
  });

  it("knows how well it would be ordered again from five candidates on", () => {
    const five = [strong, weak, middle, candidate("乙", [4, 4, 3, 4, 4, 5]), candidate("丁", [7, 8, 6, 7, 8, 8])];
    expect(makeLeaderboard(five)[0]?.reliability).not.toBeNull();
  });

  it("averages as it is asked to, else as its procedure does", () => {
    const macro = procedureWith({ hash: "macro", fields: { judgeModel: "m", aggregate: "macro" } });
    const uneven = [9, 9, 3, 3, 3, 3];
    const [own] = makeLeaderboard([candidate("強", uneven, macro)]);
    expect([own?.aggregate, own?.candidates[0]?.score.mean]).toEqual(["macro", 6]);
    const [asked] = makeLeaderboard([candidate("強", uneven, macro)], "mtbench");
    expect([asked?.aggregate, asked?.candidates[0]?.score.mean]).toEqual(["mtbench", 5]);
    const [pooled] = makeLeaderboard([candidate("強", uneven)], "swallow");
    expect(pooled?.candidates[0]?.score.mean).toBeCloseTo(0.5, 12);
    const [unknown] = makeLeaderboard([candidate("強", uneven, procedureWith({ fields: { aggregate: "odd" } }))]);
    expect(unknown?.aggregate).toBe("mtbench");
  });
});

describe("boards", () => {
  it("never mix procedures or questions, and name the fields in which they differ", () => {
    const other = procedureWith({ hash: "other", fields: { judgeModel: "n", temperature: 1 } });
    const fewer = toldRecord({
      ...{ id: "短", questions: questions.slice(0, 5) },
      answers: questions.slice(0, 5).map((_, index) => ({
        ...{ question: index + 1, outcome: said("答え"), judgments: [gave(5)] },
      })),
    });
    const records = [strong, weak, candidate("他", [5, 6, 5, 7, 6, 5], other), fewer];
    const boards = makeBoards(records.flatMap(scoreFolder));
    expect(boards).toHaveLength(3);
    expect(boards.map(({ key }) => key)).toEqual(boards.map(({ key }) => key).sort());
    const idsOf = (ids: string) => boards.findIndex(({ candidates }) => candidates.map(({ id }) => id).join() === ids);
    const places = { whole: idsOf("強,弱"), other: idsOf("他"), fewer: idsOf("短") };
    const fieldsOf = (one: number, two: number) =>
      boards[Math.max(one, two)]?.differsFrom.find(({ key }) => key === boards[Math.min(one, two)]?.key)?.fields;
    expect(fieldsOf(places.whole, places.other)).toEqual(["judgeModel", "temperature"]);
    expect(fieldsOf(places.whole, places.fewer)).toEqual(["questions"]);
    expect(fieldsOf(places.other, places.fewer)).toEqual(["judgeModel", "temperature", "questions"]);
    expect(boards.map(({ differsFrom }) => differsFrom.length)).toEqual([0, 1, 2]);
    expect(makeBoards([...records].reverse().flatMap(scoreFolder)).map(({ key }) => key)).toEqual(
      boards.map(({ key }) => key),
    );
  });

  it("of a practice judge rank its own controls alone", () => {
    const practice = procedureWith({ judges: [{ model: practiceJudgeName, share: 1 }] });
    const named = (model: string, ratings: readonly number[]) => {
      const record = candidate(model, ratings, practice);
      return { ...record, manifest: { ...record.manifest, candidate: { id: model, model } } };
    };
    const control = named("practice-strong", [5, 6, 5, 7, 6, 5]);
    const ranksOf = (records: readonly RunRecord[]) =>
      makeLeaderboard(records).flatMap(({ candidates }) => candidates.map(({ rank }) => formatRank(rank)));
    expect(ranksOf([control])).toEqual(["1"]);
    expect(ranksOf([control, named("a-model", [9, 9, 9, 9, 8, 9])])).toEqual(["-", "-"]);
    expect(ranksOf([strong, weak])).toEqual(["1", "2"]);
  });
});
