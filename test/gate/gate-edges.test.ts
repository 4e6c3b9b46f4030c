import { describe, expect, it } from "vitest";
import { planLooks } from "../../src/gate/difference-verdict.ts";
import { evaluateGate, type GateReport } from "../../src/gate/evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import type { ToldTrial } from "../support/make-cells.ts";
import { measured } from "./samples.ts";

type Told = ToldTrial[][][];

const rules = (given: Partial<GateRules> = {}): GateRules => gateRulesSchema.parse(given);

/** One rating a question. */
const oneTurn = (ratings: readonly (number | ToldTrial)[]): Told =>
  ratings.map((rating) => [[typeof rating === "number" ? [rating] : rating]]);

function ruleOf(report: GateReport, name: string, subject = "candidate") {
  return report.rules.find(({ rule, subject: about }) => rule === name && about === subject);
}

const failed = { failed: 1 };

describe("failures of the baseline", () => {
  it("stand at the lowest rating beside what the candidate got", () => {
    const baseline = oneTurn([failed, 5, 5, 5]);
    const { difference } = evaluateGate(measured(oneTurn([5, 5, 5, 5])), measured(baseline), rules());
    expect(difference.plain).toMatchObject({ mean: 0, questions: 3 });
    // 5 against 1 in one question of four.
    expect(difference.withFailures).toMatchObject({ mean: 1, questions: 4 });
  });

  it("do not help a candidate that is worse on what both answered", () => {
    const baseline = oneTurn([failed, failed, 6, 6, 6, 6, 6, 6]);
    const report = evaluateGate(measured(oneTurn([9, 9, 5, 5, 5, 5, 5, 5])), measured(baseline), rules());
    expect(report.difference.withFailures.mean).toBe((2 * 8 - 6) / 8);
    expect(report.verdict).toBe("regression");
  });
});

describe("the floor", () => {
  const floor = (ratings: readonly (number | ToldTrial)[], minimumScore: number) => {
    const side = measured(oneTurn(ratings));
    return ruleOf(evaluateGate(side, side, rules({ minimumScore })), "minimum-score");
  };

  it("counts the candidate's failures at the lowest rating: 8 on what it answered is no 7 with a fifth failed", () => {
    // Mean (8 * 8 + 2 * 1) / 10, SE sqrt(78.4 / 9 / 10), t(9, 0.95) = 1.8331; the lower bound's skewness takes it to the end.
    expect(floor([...new Array<number>(8).fill(8), failed, failed], 7)).toMatchObject({
      verdict: "undecided",
      message: "score 6.60 (one-sided bounds 1.00 and 8.31), at least 7 wanted",
    });
    expect(floor(new Array<number>(8).fill(8), 7)).toMatchObject({ verdict: "pass" });
  });

  it("counts the plain reading too: one rated question says nothing, whatever the failures do", () => {
    expect(floor([8, failed, failed], 3)).toMatchObject({
      verdict: "incomplete",
      message: "too few questions are rated, at least 3 wanted",
    });
  });

  it("is held by a bound that lies on it", () => {
    expect(floor([6, 6, 6], 6)?.verdict).toBe("pass");
    expect(floor([6, 6, 6], 6.01)?.verdict).toBe("below-floor");
  });

  it("is not missed by an upper bound that lies on it, as at the end of the scale", () => {
    expect(floor([10, 10, 10, 9], 10)?.verdict).toBe("undecided");
  });
});

describe("shares", () => {
  const eight = oneTurn(new Array<number>(8).fill(7));
  const report = (change: ToldTrial, given: Partial<GateRules>) => {
    const told = eight.with(0, [[change]]).with(1, [[change]]);
    return evaluateGate(measured(told), measured(eight), rules({ minimumRated: 0.5, ...given }));
  };

  it("as many unread ratings as are allowed are allowed, one in a thousand less is not", () => {
    const unread = { unrated: 1 };
    expect(ruleOf(report(unread, { maximumUnrated: 0.25 }), "unrated")).toMatchObject({
      verdict: "pass",
      message: "2 of 8 ratings could not be read, at most 25 % allowed",
    });
    expect(ruleOf(report(unread, { maximumUnrated: 0.249 }), "unrated")?.verdict).toBe("incomplete");
  });

  it("as many cut answers as are allowed are allowed", () => {
    const cut = { ratings: [7], truncated: true };
    expect(ruleOf(report(cut, { maximumTruncated: 0.25 }), "truncated")?.verdict).toBe("pass");
    expect(ruleOf(report(cut, { maximumTruncated: 0.249 }), "truncated")?.verdict).toBe("regression");
  });

  it("as many ratings as are wanted are enough", () => {
    const unread = { unrated: 1 };
    expect(ruleOf(report(unread, { minimumRated: 0.75 }), "rated")?.verdict).toBe("pass");
    expect(ruleOf(report(unread, { minimumRated: 0.751 }), "rated")?.verdict).toBe("incomplete");
  });

  it("a measurement without a cell is complete in nothing", () => {
    const none = { ...measured(eight), cells: [] };
    const empty = evaluateGate(none, measured(eight), rules({ maximumUnrated: 1, maximumTruncated: 1 }));
    expect(ruleOf(empty, "complete")).toMatchObject({ verdict: "incomplete", message: "nothing was asked" });
    expect(ruleOf(empty, "complete", "baseline")).toMatchObject({ verdict: "pass", message: "nothing is due" });
    for (const name of ["rated", "unrated", "truncated"]) expect(ruleOf(empty, name)?.verdict).toBe("incomplete");
    expect(empty.verdict).toBe("incomplete");
    expect(evaluateGate(measured(eight), none, rules()).verdict).toBe("incomplete");
  });
});

/** A candidate that differs from a baseline of sixes by this much in each question; categories of four questions in turn. */
function moved(differences: readonly number[], given: Partial<GateRules>, looks = 1, more: readonly number[] = []) {
  const category = (question: number) => (question % 2 === 0 ? "coding" : "math");
  const baseline = oneTurn([...differences, ...more].map(() => 6));
  const candidate = oneTurn([...differences.map((difference) => 6 + difference), ...more.map(() => failed)]);
  const all = rules({ minimumRated: 0.5, ...given });
  const sides = [candidate, baseline].map((told) => measured(told, { category }));
  const [own = measured(candidate), theirs = measured(baseline)] = sides;
  return evaluateGate(own, theirs, all, planLooks(all, looks));
}

describe("the p-value of a difference", () => {
  const half = [-1.5, 0.5, -1.5, 0.5];

  it("is a half where the difference is the margin, and holds over all looks: 1 - 3/8 for two", () => {
    expect(moved(half, {}).difference.plain.p).toBe(0.5);
    expect(moved(half, {}, 2).difference.plain.p).toBeCloseTo(1 - 3 / 8, 12);
    expect(moved(half, {}, 2).difference.withFailures.p).toBeCloseTo(1 - 3 / 8, 12);
  });

  it("is against no worsening at all under --strict", () => {
    // t = -0.5 / (2 / sqrt 12) = -0.866, 3 degrees of freedom
    expect(moved(half, { strict: true }).difference.plain.p).toBeCloseTo(0.22514, 4);
  });
});

describe("Holm over the categories", () => {
  /** Eight pairs around a mean; each category has as many of both. */
  const around = (mean: number, reach: number) =>
    Array.from({ length: 16 }, (_, index) => mean + (index % 4 < 2 ? -reach : reach));
  const overall = (report: GateReport) => ruleOf(report, "difference", "overall")?.verdict;

  it("takes back a shown worsening within the margin: a pass", () => {
    // t = -0.2 / 0.1033 = -1.94: p = 0.036 alone and 0.108 among three.
    const differences = around(-0.2, 0.4);
    expect(overall(moved(differences, { strict: true }))).toBe("regression");
    expect(overall(moved(differences, { strict: true, byCategory: true }))).toBe("pass");
  });

  it("leaves open one that reaches beyond the margin", () => {
    const differences = around(-0.5, 1);
    expect(overall(moved(differences, { strict: true }))).toBe("regression");
    expect(overall(moved(differences, { strict: true, byCategory: true }))).toBe("undecided");
  });

  it("leaves open one that lies within the margin in one of its two readings alone", () => {
    const report = moved(around(-0.2, 0.4), { strict: true, byCategory: true }, 1, [1]);
    const { plain, withFailures } = report.difference;
    expect([plain.verdict, withFailures.verdict]).toEqual(["regression", "undecided"]);
    expect([(plain.low ?? 0) > -0.5, (withFailures.low ?? 0) > -0.5]).toEqual([true, false]);
    expect(overall(report)).toBe("undecided");
  });

  it("leaves standing what one reading alone shows: answers that fail, beside an even rest", () => {
    const report = moved(around(0, 0.4), { strict: true, byCategory: true }, 1, [0, 1, 4, 5, 8, 9, 12, 13]);
    expect([report.difference.plain.verdict, report.difference.withFailures.verdict]).toEqual(["pass", "regression"]);
    expect(report.difference.plain.p).toBeGreaterThan(0.4);
    expect(overall(report)).toBe("regression");
  });

  it("leaves a regression standing that is shown among all of them", () => {
    expect(overall(moved(around(-0.4, 0.4), { strict: true, byCategory: true }))).toBe("regression");
  });
});
