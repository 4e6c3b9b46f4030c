import { describe, expect, test } from "vitest";
import { boardReliability } from "../../../src/statistics/agreement/board-reliability.ts";
import { crossedComponents, crossedTerms } from "../../../src/statistics/agreement/crossed-components.ts";
import { differenceError } from "../../../src/statistics/agreement/difference-error.ts";
import { correlation, rankCorrelation, regression } from "../../../src/statistics/agreement/rank-correlation.ts";

/** [candidate][judge][question] */
const table = [
  [
    [9, 7, 8],
    [8, 6, 9],
    [9, 5, 8],
  ],
  [
    [6, 7, 2],
    [5, 5, 4],
    [7, 6, 1],
  ],
];

describe("variance components of a crossed table", () => {
  test("mean squares add up to the table's variation, degrees of freedom to its cells", () => {
    const { terms } = crossedComponents(table);
    const values = table.flat(2);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const squares = crossedTerms.map((term) => terms[term].meanSquare * terms[term].degreesOfFreedom);
    expect(squares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(total, 10);
    expect(crossedTerms.map((term) => terms[term].degreesOfFreedom)).toEqual([1, 2, 2, 2, 2, 4, 4]);
  });

  test("every component is what its mean squares are made of", () => {
    // Effects that sum to 0 over each of their own: the three factors, their pairs as products, and all three together.
    const candidates = [
      { main: -2, byJudge: 1, byQuestion: 1, own: 1 },
      { main: 0, byJudge: -2, byQuestion: 0, own: -2 },
      { main: 2, byJudge: 1, byQuestion: -1, own: 1 },
    ];
    const judges = [
      { main: -3, side: -1 },
      { main: 3, side: 1 },
    ];
    const questions = [
      { main: -6, byCandidate: 1, byJudge: 2, own: 0.5 },
      { main: -2, byCandidate: -1, byJudge: 2, own: -0.5 },
      { main: 2, byCandidate: -1, byJudge: -2, own: 0.5 },
      { main: 6, byCandidate: 1, byJudge: -2, own: -0.5 },
    ];
    const mixed = candidates.map((candidate) =>
      judges.map((judge) =>
        questions.map(
          (question) =>
            50 +
            (candidate.main + judge.main + question.main) +
            candidate.byJudge * judge.side +
            candidate.byQuestion * question.byCandidate +
            judge.side * question.byJudge +
            candidate.own * judge.side * question.own,
        ),
      ),
    );
    const { terms } = crossedComponents(mixed);
    // 8 * 8 / 2, 12 * 18, 6 * 80 / 3; 4 * 12 / 2, 2 * 8 / 6, 3 * 32 / 3; 12 / 6
    expect(crossedTerms.map((term) => terms[term].meanSquare)).toEqual(
      [32, 216, 160, 24, 8 / 3, 32, 2].map((square) => expect.closeTo(square, 10)),
    );
    const [c, j, q] = [(32 - 24 - 8 / 3 + 2) / 8, (216 - 24 - 32 + 2) / 12, (160 - 8 / 3 - 32 + 2) / 6];
    expect(crossedTerms.map((term) => terms[term].variance)).toEqual(
      [c, j, q, 22 / 4, 2 / 3 / 2, 30 / 3, 2].map((variance) => expect.closeTo(variance, 10)),
    );
    expect(crossedTerms.some((term) => terms[term].negative)).toBe(false);
  });

  test("a pure candidate effect is found as such; what comes out below 0 is 0 and flagged", () => {
    const pure = [2, 5, 8].map((level) => [0, 1].map((judge) => [0, 1, 2].map((q) => level + ((judge + q) % 2))));
    const { terms } = crossedComponents(pure);
    // Candidates 2, 5, 8: variance 9; judge x question carries all the rest.
    expect(terms.candidate.variance).toBeCloseTo(9, 10);
    expect(terms["judge x question"].variance).toBeGreaterThan(0);
    expect(terms.question).toMatchObject({ variance: 0, negative: true });
    expect(terms.residual.variance).toBeCloseTo(0, 12);
    expect(terms.residual.negative).toBe(false);
  });

  test("refuses holes and single levels by name", () => {
    expect(() => crossedComponents([[[1, 2]], [[1, 2]]])).toThrow("got 2, 1 and 2");
    expect(() =>
      crossedComponents([
        [[1, 2], [1]],
        [
          [1, 2],
          [1, 2],
        ],
      ]),
    ).toThrow("table[0][1]: expected 2 questions, got 1");
    expect(() =>
      crossedComponents([
        [
          [1, 2],
          [1, Number.NaN],
        ],
        [
          [1, 2],
          [1, 2],
        ],
      ]),
    ).toThrow("table[0][1][1]");
  });
});

describe("the error of a difference", () => {
  const components = crossedComponents(table);
  const { terms } = components;

  test("over the panel's questions and judges, and with other judges like these", () => {
    const { panel, otherJudges } = differenceError(components);
    expect(panel.squared).toBeCloseTo(
      (2 * (terms["candidate x question"].variance + terms.residual.variance / 3)) / 3,
      12,
    );
    expect(otherJudges?.squared).toBeCloseTo((2 * terms["candidate x judge"].variance) / 3, 12);
    expect(otherJudges?.standardError).toBeCloseTo(Math.sqrt(panel.squared + (otherJudges?.squared ?? 0)), 12);
    expect(otherJudges?.degreesOfFreedom).toBe(2);
    // Two degrees of freedom: chi-square quantiles -2 ln 0.975 and -2 ln 0.025.
    const upper =
      ((2 * terms["candidate x judge"].meanSquare) / (-2 * Math.log(0.975)) - terms.residual.meanSquare) / 3;
    expect(otherJudges?.high).toBeCloseTo((2 * upper) / 3, 8);
    expect(otherJudges?.low).toBe(0);
  });

  test("for another design, and silent about other judges below three", () => {
    const planned = differenceError(components, { questions: 80, judges: 1 });
    expect(planned.panel.squared).toBeCloseTo(
      (2 * (terms["candidate x question"].variance + terms.residual.variance)) / 80,
      12,
    );
    expect(planned.otherJudges?.squared).toBeCloseTo(2 * terms["candidate x judge"].variance, 12);
    const two = crossedComponents(table.map((judges) => judges.slice(0, 2)));
    expect(differenceError(two).otherJudges).toBeNull();
  });
});

describe("reliability of a board", () => {
  const rows = [
    [1, 3, 2],
    [4, 4, 7],
    [6, 8, 7],
    [9, 7, 8],
    [10, 9, 8],
  ];

  test("agrees with the intraclass correlation worked out by hand", () => {
    // Means 2, 5, 7, 8, 9; 3 * variance 7.7 = 23.1; residual squares over 8 degrees of freedom.
    const grand = 6.2;
    const columns = [6, 6.2, 6.4];
    const means = [2, 5, 7, 8, 9];
    let rest = 0;
    for (const [i, row] of rows.entries())
      for (const [j, value] of row.entries()) rest += (value - (means[i] ?? 0) - (columns[j] ?? 0) + grand) ** 2;
    const found = boardReliability(rows);
    expect(found?.reliability).toBeCloseTo(1 - rest / 8 / 23.1, 12);
    expect(found?.spread).toBeCloseTo(Math.sqrt(7.7), 12);
  });

  test("says nothing of four candidates, of one question, or of equal ones", () => {
    expect(boardReliability(rows.slice(0, 4))).toBeNull();
    expect(boardReliability(rows.map((row) => row.slice(0, 1)))).toBeNull();
    expect(boardReliability(rows.map(() => [5, 6, 7]))).toBeNull();
  });
});

describe("rank correlation and regression", () => {
  test("ties stand at their middle rank", () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5, squares 4.5 and 5.
    expect(rankCorrelation([1, 5, 5, 9], [10, 20, 30, 99])).toBeCloseTo(4.5 / Math.sqrt(4.5 * 5), 12);
    expect(rankCorrelation([1, 2, 3], [9, 5, 1])).toBeCloseTo(-1, 12);
  });

  test("is null where a side does not vary or nothing is left", () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(rankCorrelation([1, 2, 3], [4, 4, 4])).toBeNull();
    expect(rankCorrelation([1], [1])).toBeNull();
    expect(correlation([], [])).toBeNull();
    expect(() => rankCorrelation([1, 2], [1])).toThrow(RangeError);
  });

  test("the line through three points", () => {
    expect(regression([1, 2, 3], [3, 5, 7])).toMatchObject({ slope: 2, intercept: 1 });
  });
});
