import { describe, expect, it } from "vitest";
import type { AnnotatedQuestion } from "../../src/questions/annotations.ts";
import { type CheckedAnswer, checkDemands, heldShares, praisedAndBroken } from "../../src/scores/held-constraints.ts";

const question: AnnotatedQuestion = {
  id: "5",
  category: "math",
  turns: ["一行で。", "二行で。"],
  hash: "h5",
  constraints: [[{ kind: "lines", max: 1 }], [{ kind: "lines", min: 2, max: 2 }]],
  checkpoints: [
    [
      { text: "答えは42", must: true, any: ["42"], exact: true },
      { text: "理由", must: true, any: ["なぜなら"] },
    ],
    [],
  ],
};

function answer(
  id: string,
  category: string,
  held: readonly boolean[],
  ratings: readonly number[] = [],
): CheckedAnswer {
  const demands = held.map((one, index) => ({ kind: index === 0 ? "lines" : "value", held: one, reason: "" }));
  return { question: id, category, turn: 1, trial: 1, demands, ratings };
}

describe("what a question demands of an answer", () => {
  it("is its turn's constraints and exact checkpoints, not what only a reader can tell", () => {
    expect(checkDemands(question, 1, "42\n二行目")).toEqual([
      { kind: "lines", held: false, reason: "2 lines, asked for at most 1" },
      { kind: "value", held: true, reason: "答えは42" },
    ]);
    expect(checkDemands(question, 2, "42").map((demand) => demand.held)).toEqual([false]);
    expect(checkDemands(question, 1, "142")[1]).toEqual({
      kind: "value",
      held: false,
      reason: "does not state: 答えは42",
    });
  });
});

describe("shares of what was held", () => {
  it("are counted by kind and by category, with questions as clusters", () => {
    const answers = [
      answer("1", "math", [true, false]),
      answer("1", "math", [true, false]),
      answer("2", "writing", [false]),
      answer("3", "writing", [true]),
    ];
    const { overall, byKind, byCategory } = heldShares(answers);
    expect(overall).toMatchObject({ demands: 6, questions: 3, share: { share: 0.5 } });
    expect(byKind.map(({ name, demands, share }) => [name, demands, share.share])).toEqual([
      ["lines", 4, 0.75],
      ["value", 2, 0],
    ]);
    expect(byCategory.map(({ name, demands }) => [name, demands])).toEqual([
      ["math", 4],
      ["writing", 2],
    ]);
    // Two values of one question that agree are one independent one: Wilson for 0 of 1.
    expect(byKind[1]?.share.high).toBeCloseTo(0.79345, 4);
  });

  it("of nothing are null", () => {
    expect(heldShares([]).overall).toMatchObject({ demands: 0, share: { share: null, low: null, high: null } });
  });
});

it("names the answers that break something and were rated 8 or more", () => {
  const praised = answer("1", "math", [false], [8, 9]);
  const answers = [
    praised,
    answer("2", "math", [false], [7, 8]),
    answer("3", "math", [true], [10]),
    answer("4", "math", [false]),
  ];
  expect(praisedAndBroken(answers)).toEqual([praised]);
});
