import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { firstTrials } from "../../src/gate/compared-candidate.ts";
import { planLooks } from "../../src/gate/difference-verdict.ts";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import { type Verdict, worseVerdict } from "../../src/gate/verdict.ts";
import { makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import type { ToldTrial } from "../support/make-cells.ts";
import { measured, type ToldMeasured } from "./samples.ts";

const rules = (given: Partial<GateRules> = {}): GateRules => gateRulesSchema.parse(given);

/** 40 questions with two turns; every candidate question differs from the baseline by `shift` and a seeded noise. */
function sides(shift: number, noise: number): { candidate: ToldTrial[][][]; baseline: ToldTrial[][][] } {
  const random = makeRandom(`sides/${noise}`);
  const baseline = Array.from({ length: 40 }, () => [[[5 + 3 * random()]], [[5 + 3 * random()]]]);
  const candidate = baseline.map((turns) => {
    const own = shift + noise * randomNormal(random);
    return turns.map(([[rating = 0] = []]) => [[Math.min(10, Math.max(1, rating + own))]]);
  });
  return { candidate, baseline };
}

function verdictOf(shift: number, noise: number, given: Partial<GateRules> = {}, more: ToldMeasured = {}): Verdict {
  const { candidate, baseline } = sides(shift, noise);
  return evaluateGate(measured(candidate, more), measured(baseline), rules(given)).verdict;
}

describe("three outcomes", () => {
  it.each<[string, number, number, Partial<GateRules>, Verdict]>([
    ["equal", 0, 0.4, {}, "pass"],
    ["better", 0.8, 0.4, {}, "pass"],
    ["much worse", -1.5, 0.4, {}, "regression"],
    ["about the margin", -0.5, 0.4, {}, "undecided"],
    ["slightly worse", -0.25, 0.2, {}, "pass"],
    ["slightly worse, strict", -0.25, 0.2, { strict: true }, "regression"],
    ["equal, strict", 0, 0.4, { strict: true }, "pass"],
    ["equal but noisy", 0, 3, {}, "undecided"],
    ["wider margin", -0.5, 0.4, { margin: 1 }, "pass"],
    ["narrower margin", -0.25, 0.2, { margin: 0.1 }, "regression"],
  ])("%s", (_, shift, noise, given, expected) => {
    expect(verdictOf(shift, noise, given)).toBe(expected);
  });

  it("is exact where nothing varies", () => {
    expect(verdictOf(0, 0)).toBe("pass");
    expect(verdictOf(-0.25, 0, { margin: 0.25 })).not.toBe("pass");
  });
});

describe("fails closed", () => {
  const { candidate, baseline } = sides(0.5, 0.2);

  it("refuses another protocol and names the field", () => {
    const other = measured(baseline, { fields: { judgeModel: "another-judge" } });
    expect(() => evaluateGate(measured(candidate), other, rules())).toThrowError(InputError);
    try {
      evaluateGate(measured(candidate), other, rules());
    } catch (error) {
      expect(error instanceof InputError && error.problems.join()).toContain("judgeModel");
    }
  });

  it("refuses other questions", () => {
    expect(() => evaluateGate(measured(candidate.slice(1)), measured(baseline), rules())).toThrowError(InputError);
  });

  it("a due call on either side is incomplete, however good the rest looks", () => {
    const due = candidate.with(3, [[{ due: 1 }], [[9]]]);
    expect(evaluateGate(measured(due), measured(baseline), rules()).verdict).toBe("incomplete");
    expect(evaluateGate(measured(baseline), measured(due), rules()).verdict).toBe("incomplete");
  });

  it("a due call is incomplete also where the rest is a regression", () => {
    const bad = sides(-3, 0.2).candidate.with(3, [[{ due: 1 }], [[2]]]);
    expect(evaluateGate(measured(bad), measured(baseline), rules()).verdict).toBe("incomplete");
  });

  it("too few rated is incomplete on either side, and a lower demand lets it through", () => {
    const few = candidate.map((turns, index) => (index < 6 ? [[{ unrated: 1 }], [{ unrated: 1 }]] : turns));
    expect(evaluateGate(measured(few), measured(baseline), rules()).verdict).toBe("incomplete");
    expect(evaluateGate(measured(baseline), measured(few), rules({ margin: 2 })).verdict).toBe("incomplete");
    expect(evaluateGate(measured(few), measured(baseline), rules({ minimumRated: 0.8 })).verdict).toBe("pass");
  });

  it("nothing rated and a single question are incomplete", () => {
    const nothing = candidate.map(() => [[{ unrated: 1 }], [{ unrated: 1 }]]);
    expect(evaluateGate(measured(nothing), measured(nothing), rules({ minimumRated: 0 })).verdict).toBe("incomplete");
    const one = [[[[9]], [[9]]]];
    expect(evaluateGate(measured(one), measured(one), rules()).verdict).toBe("incomplete");
  });

  it("has no rules with NaN, infinite or impossible numbers", () => {
    for (const margin of [Number.NaN, Number.POSITIVE_INFINITY, 0, -0.5]) {
      expect(gateRulesSchema.safeParse({ margin }).success).toBe(false);
    }
    expect(gateRulesSchema.safeParse({ minimumScore: Number.NaN }).success).toBe(false);
    expect(gateRulesSchema.safeParse({ minimumRated: 1.1 }).success).toBe(false);
    expect(gateRulesSchema.safeParse({ marign: 0.5 }).success).toBe(false);
  });
});

describe("breaking must not pay", () => {
  it("a candidate that fails its hardest questions is judged with them at the lowest rating", () => {
    const { baseline } = sides(0, 0.2);
    const failing = sides(0, 0.2).candidate.map((turns, index) =>
      index % 10 === 0 ? [[{ failed: 1 }], [{ failed: 1 }]] : turns,
    );
    const report = evaluateGate(measured(failing), measured(baseline), rules({ minimumRated: 0.5 }));
    expect(report.difference.plain.verdict).toBe("pass");
    expect(report.difference.withFailures.mean).toBeLessThan(-0.4);
    expect(report.verdict).not.toBe("pass");
    const worse = failing.map((turns, index) => (index % 4 === 0 ? [[{ failed: 1 }], [{ failed: 1 }]] : turns));
    expect(evaluateGate(measured(worse), measured(baseline), rules({ minimumRated: 0.5 })).verdict).toBe("regression");
  });

  it("a baseline that failed the same questions is not an excuse to fail them", () => {
    const { candidate, baseline } = sides(0, 0.2);
    const broken = (told: ToldTrial[][][]) =>
      told.map((turns, index) => (index < 2 ? [[{ failed: 1 }], [{ failed: 1 }]] : turns));
    const report = evaluateGate(measured(broken(candidate)), measured(broken(baseline)), rules());
    expect(report.verdict).toBe("pass");
    expect(report.difference.withFailures.questions).toBe(40);
  });
});

describe("further rules", () => {
  it("minimum score: held by the interval on either side", () => {
    const { candidate, baseline } = sides(0, 0.2);
    const verdict = (minimumScore: number) =>
      evaluateGate(measured(candidate), measured(baseline), rules({ minimumScore })).rules.find(
        (rule) => rule.rule === "minimum-score",
      )?.verdict;
    expect(verdict(5.5)).toBe("pass");
    expect(verdict(6.5)).toBe("undecided");
    expect(verdict(8)).toBe("below-floor");
  });

  it("a missed floor is as grave as a regression, and the headline names what the gate found first", () => {
    const { candidate, baseline } = sides(0, 0.2);
    expect(evaluateGate(measured(candidate), measured(baseline), rules({ minimumScore: 8 })).verdict).toBe(
      "below-floor",
    );
    const worse = sides(-3, 0.2).candidate;
    expect(evaluateGate(measured(worse), measured(baseline), rules({ minimumScore: 8 })).verdict).toBe("regression");
    expect(worseVerdict("incomplete", "below-floor")).toBe("below-floor");
    expect(worseVerdict("below-floor", "undecided")).toBe("below-floor");
  });

  it.each([11, 0.99, -1])("a floor of %d on a scale of 1 to 10 is wrong input, not a verdict", (minimumScore) => {
    const { candidate, baseline } = sides(0, 0.2);
    const ask = () => evaluateGate(measured(candidate), measured(baseline), rules({ minimumScore }));
    expect(ask).toThrow(`--min-score: expected a score on the scale of 1 to 10, got ${minimumScore}`);
    expect(ask).toThrow(InputError);
  });

  it.each([1, 10])("the ends of the scale, %d, are floors", (minimumScore) => {
    const { candidate, baseline } = sides(0, 0.2);
    const report = evaluateGate(measured(candidate), measured(baseline), rules({ minimumScore }));
    expect(report.verdict).toBe(minimumScore === 1 ? "pass" : "below-floor");
  });

  it("where nobody said, a tenth more cut answers than the baseline's are allowed, and cut ones are named", () => {
    const { candidate, baseline } = sides(0.3, 0.2);
    const cutFirst = (told: ToldTrial[][][], count: number) =>
      told.map((turns, index) => (index < count ? [[{ ratings: [9], truncated: true }], turns[1] ?? []] : turns));
    const found = (own: number, theirs: number) => {
      const report = evaluateGate(measured(cutFirst(candidate, own)), measured(cutFirst(baseline, theirs)), rules());
      return report.rules.find(({ rule }) => rule === "truncated");
    };
    // 80 turns: a tenth is 8.
    expect(found(8, 0)?.verdict).toBe("pass");
    expect(found(9, 0)?.verdict).toBe("regression");
    expect(found(12, 4)?.verdict).toBe("pass");
    expect(found(13, 4)?.verdict).toBe("regression");
    expect(found(12, 4)?.message).toBe(
      "12 of 80 answers were cut at the token limit, at most 15 % allowed (the baseline's share and 10 %; " +
        "--max-truncated sets another); of the baseline's 4 of 80",
    );
    expect(found(0, 0)?.message).not.toContain("baseline's 0");
  });

  it("too many cut answers are the candidate's fault, too many unread ratings nobody's", () => {
    const { candidate, baseline } = sides(0.3, 0.2);
    const cut = candidate.with(0, [[{ ratings: [9], truncated: true }], [[9]]]);
    expect(evaluateGate(measured(cut), measured(baseline), rules({ maximumTruncated: 0.01 })).verdict).toBe(
      "regression",
    );
    expect(evaluateGate(measured(cut), measured(baseline), rules({ maximumTruncated: 0.02 })).verdict).toBe("pass");
    const unread = candidate.with(0, [[{ unrated: 1 }], [[9]]]);
    expect(evaluateGate(measured(unread), measured(baseline), rules({ maximumUnrated: 0.01 })).verdict).toBe(
      "incomplete",
    );
  });

  it("a category that falls is a regression after Holm, one that is merely open does not hold the gate up", () => {
    const { baseline } = sides(0, 0.2);
    const category = (question: number) => (question < 10 ? "coding" : question < 20 ? "math" : "writing");
    // The noise of `sides` is seeded, so this is the same candidate, 2 points lower in coding.
    const lower = sides(-2, 0.2).candidate;
    const fallen = sides(0, 0.2).candidate.map((turns, index) => (index < 10 ? (lower[index] ?? turns) : turns));
    const side = (told: ToldTrial[][][]) => measured(told, { category });
    const open = evaluateGate(side(fallen), side(baseline), rules({ margin: 1 }));
    expect(open.verdict).toBe("pass");
    const report = evaluateGate(side(fallen), side(baseline), rules({ margin: 1, byCategory: true }));
    expect(report.verdict).toBe("regression");
    expect(report.rules.filter((rule) => rule.verdict === "regression").map((rule) => rule.subject)).toEqual([
      "coding",
    ]);
    const noisy = evaluateGate(side(sides(0, 1).candidate), side(sides(0, 1).baseline), rules({ byCategory: true }));
    expect(noisy.rules.some((rule) => rule.rule === "category" && rule.verdict === "undecided")).toBe(true);
    expect(noisy.verdict).toBe("pass");
  });
});

describe("looking again", () => {
  it("takes a smaller level for every look", () => {
    const { candidate, baseline } = sides(0, 0.4);
    const report = evaluateGate(measured(candidate), measured(baseline), rules(), planLooks(rules(), 4));
    expect(report.alpha).toBeLessThan(0.05);
    expect(report.alpha).toBeGreaterThan(0.0125);
    const [once, often] = [1, 4].map(
      (looks) =>
        evaluateGate(measured(candidate), measured(baseline), rules(), planLooks(rules(), looks)).difference.plain
          .low ?? 0,
    );
    expect(often).toBeLessThan(once ?? 0);
  });

  it("sees only the first trials", () => {
    const side = measured([[[[8], [2], { due: 1 }]], [[[7], { failed: 1 }, [3]]]]);
    const first = firstTrials(side, 1);
    expect(first.cells.map((cell) => [cell.ratings, cell.planned, cell.due, cell.failed])).toEqual([
      [[8], 1, 0, 0],
      [[7], 1, 0, 0],
    ]);
    expect(firstTrials(side, 2).cells.map((cell) => cell.failed)).toEqual([0, 1]);
  });
});

describe("what would decide", () => {
  it("tells the chance of an equal candidate and how many trials help", () => {
    const random = makeRandom("trials");
    const noisy = (mean: number) =>
      Array.from({ length: 40 }, () => [
        Array.from({ length: 2 }, () => [Math.min(10, Math.max(1, mean + 2 * randomNormal(random)))]),
      ]);
    const report = evaluateGate(measured(noisy(5)), measured(noisy(6)), rules({ margin: 0.8 }));
    expect(report.verdict).toBe("undecided");
    expect(report.decidability?.power).toBeGreaterThan(0.05);
    expect(report.decidability?.power).toBeLessThan(0.9);
    expect(["trials", "none"]).toContain(report.decidability?.trials.kind);
  });

  it("cannot know from one trial", () => {
    const { candidate, baseline } = sides(-0.5, 0.4);
    expect(evaluateGate(measured(candidate), measured(baseline), rules()).decidability?.trials).toEqual({
      kind: "unknown",
    });
  });
});
