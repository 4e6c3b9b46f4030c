import { describe, expect, it } from "vitest";
import { measureAgreement } from "../../src/agreement/agreement.ts";
import { auditTurns } from "../../src/agreement/audit.ts";
import { completeTable } from "../../src/agreement/complete-table.ts";
import type { RatedTurn } from "../../src/agreement/rated-turn.ts";

/** Ratings by rater name; a number is one rating, a list its repeats. */
function turn(
  candidate: string,
  question: number,
  ratings: Record<string, number | readonly number[]>,
  number = 1,
): RatedTurn {
  return {
    candidate,
    question: String(question),
    category: question % 2 === 0 ? "math" : "writing",
    turn: number,
    answer: `${candidate}/${question}/${number}`,
    ratings: new Map(Object.entries(ratings).map(([rater, given]) => [rater, [given].flat()])),
  };
}

const options = { seed: 7, resamples: 200 };
const candidates = ["a", "b", "c"];
const questions = [1, 2, 3, 4, 5, 6];

/** Candidate a is best, c is worst; rater `mild` gives one point more and spreads candidates half as far. */
const board = candidates.flatMap((candidate, place) =>
  questions.map((question) => {
    const strict = 7 - 2 * place + (question % 3) - 1;
    return turn(candidate, question, { strict, mild: 8 - place + (question % 3) - 1 });
  }),
);

describe("agreement of two raters", () => {
  it("severity and slope are those that the ratings were made with", () => {
    const found = measureAgreement(board, options);
    expect(found.characters.map(({ rater }) => rater)).toEqual(["strict", "mild"]);
    // On average strict gives 5 and mild 7, so each lies one point from their common mean.
    expect(found.characters[0]?.severity.mean).toBeCloseTo(-1, 10);
    expect(found.characters[1]?.severity.mean).toBeCloseTo(1, 10);
    expect(found.characters[0]?.slope.value).toBeCloseTo(2, 10);
    expect(found.characters[1]?.slope.value).toBeCloseTo(0.5, 10);
    expect(found.pairs[0]).toMatchObject({ candidatePairs: 3, reversed: 0, opposed: [] });
    expect(found.pairs[0]?.ranks.value).toBeCloseTo(1, 10);
    expect(found.components?.error.otherJudges).toBeNull();
  });

  it("an interval is cut to the scale: no mean lies above its end, no severity is further than its span", () => {
    // Two questions, so that a t interval is wide; one rater gives the highest ratings, the other the lowest.
    const extremes = candidates.flatMap((candidate) =>
      [1, 2].map((question) =>
        turn(candidate, question, { high: question === 1 ? 5 : 4, low: question === 1 ? 1 : 2 }),
      ),
    );
    const bounds = (scale?: { min: number; max: number }) =>
      measureAgreement(extremes, { ...options, ...(scale === undefined ? {} : { scale }) }).characters.map(
        ({ mean, severity }) => [mean.low, mean.high, severity.low, severity.high],
      );
    const [free] = bounds();
    expect([(free?.[0] ?? 9) < 1, (free?.[1] ?? 0) > 5, (free?.[3] ?? 0) > 4]).toEqual([true, true, true]);
    expect(bounds({ min: 1, max: 5 })).toEqual([
      [1, 5, -4, 4],
      [1, 5, -4, 4],
    ]);
  });

  it("names the pairs on which both decide and contradict each other", () => {
    const contrary = board.map((one) =>
      turn(one.candidate, Number(one.question), {
        strict: one.ratings.get("strict") ?? [],
        contrary: 12 - (one.ratings.get("strict")?.[0] ?? 0),
      }),
    );
    const [pair] = measureAgreement(contrary, options).pairs;
    expect(pair).toMatchObject({ candidatePairs: 3, reversed: 3, decided: { first: 3, second: 3, both: 3 } });
    expect(pair?.opposed).toContainEqual({ better: "a", worse: "c" });
    expect(pair?.ranks.value).toBeCloseTo(-1, 10);
  });

  it("averages repeats for the interval metric and takes the first for the ordinal one", () => {
    const repeated = board.map((one) =>
      turn(one.candidate, Number(one.question), {
        strict: one.ratings.get("strict") ?? [],
        // First the same rating, then one so far off that the mean differs.
        echo: [one.ratings.get("strict")?.[0] ?? 0, 10],
      }),
    );
    const { overall } = measureAgreement(repeated, options);
    expect(overall.ordinal.alpha).toBe(1);
    expect(overall.interval.alpha).toBeLessThan(0.9);
  });

  it("counts answers with one rating as dropped, and knows nothing of a rater alone", () => {
    const lone = [...board, turn("d", 1, { strict: 3 })];
    expect(measureAgreement(lone, options).overall.interval).toMatchObject({ units: 18, dropped: 1 });
    const alone = measureAgreement(
      board.map((one) => turn(one.candidate, Number(one.question), { strict: one.ratings.get("strict") ?? [] })),
      options,
    );
    expect(alone).toMatchObject({ pairs: [], components: null });
    expect(alone.overall.interval).toMatchObject({ alpha: null, units: 0, dropped: 18 });
    expect(alone.characters[0]?.slope).toEqual({ value: null, low: null, high: null });
  });

  it("a person who rated a few answers does not shrink what the others are measured on", () => {
    const some = board.map((one, index) =>
      index < 4 ? { ...one, ratings: new Map([...one.ratings, ["person:kiri", [5]] as const]) } : one,
    );
    const found = measureAgreement(some, options);
    expect(found.panel).toEqual(["strict", "mild"]);
    expect(found.common).toBe(18);
    expect(found.pairs.map(({ second, answers }) => `${second} ${answers}`)).toEqual([
      "mild 18",
      "person:kiri 4",
      "person:kiri 4",
    ]);
  });

  it("an empty list of turns is no error", () => {
    expect(measureAgreement([], options)).toMatchObject({ raters: [], turns: 0, components: null });
  });
});

describe("the complete table", () => {
  it("drops the candidate with the most holes first, then the question, and averages over turns", () => {
    const two = ["x", "y"];
    const whole = ["a", "b"].flatMap((candidate) =>
      [1, 2, 3].flatMap((question) =>
        [1, 2].map((number) => turn(candidate, question, { x: question + number, y: 5 }, number)),
      ),
    );
    const gaps = [...whole.filter((one) => !(one.candidate === "b" && one.question === "3")), turn("c", 1, { x: 1 })];
    const table = completeTable(gaps, two);
    expect(table.candidates).toEqual(["a", "b"]);
    expect(table.questions).toEqual(["1", "2"]);
    expect(table.dropped).toEqual({ candidates: ["c"], questions: ["3"] });
    expect(table.table[0]).toEqual([
      [2.5, 3.5],
      [5, 5],
    ]);
  });

  it("a question of which a rater lacks the second turn is not complete", () => {
    const turns = [turn("a", 1, { x: 1, y: 1 }), turn("a", 1, { x: 1 }, 2), turn("a", 2, { x: 3, y: 4 })];
    expect(completeTable(turns, ["x", "y"])).toMatchObject({ candidates: ["a"], questions: ["2"] });
  });
});

describe("the audit", () => {
  const odd = candidates.map((candidate) => turn(candidate, 9, { strict: 9, mild: 3 }));

  it("puts the turn first on which raters differ beyond their severity", () => {
    const found = auditTurns([...board, ...odd]);
    expect(found[0]).toMatchObject({ question: "9", turn: 1, candidates: 3 });
    expect(found[0]?.means).toEqual([
      { rater: "strict", mean: 9 },
      { rater: "mild", mean: 3 },
    ]);
    // Elsewhere mild gives 2 more; over 21 answers the severities are -+(18 * 2 - 3 * 6) / 21 / 2 = -+ 3/7.
    expect(found[0]?.spread).toBeCloseTo((6 + 6 / 7) / Math.SQRT2, 10);
  });

  it("needs two raters and three candidates", () => {
    expect(auditTurns(odd.slice(0, 2))).toEqual([]);
    expect(auditTurns(candidates.map((candidate) => turn(candidate, 9, { strict: 9 })))).toEqual([]);
  });

  it("goes on without the rater who rated too few of a turn's answers", () => {
    const more = odd.map((one, index) =>
      index === 0 ? { ...one, ratings: new Map([...one.ratings, ["person:kiri", [9]] as const]) } : one,
    );
    expect(auditTurns(more)[0]?.means.map(({ rater }) => rater)).toEqual(["strict", "mild"]);
  });
});
