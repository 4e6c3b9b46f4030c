import { describe, expect, it } from "vitest";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { decidedByPeople, type PeoplesDifference } from "../../src/gate/people-rule.ts";
import { gateRulesSchema } from "../../src/gate/rules.ts";
import { measured } from "./samples.ts";

const scale = { min: 1, max: 10 };
const level = measured(Array.from({ length: 20 }, (_, index) => [[[5 + (index % 3)]]]));
const worse = measured(Array.from({ length: 20 }, (_, index) => [[[3 + (index % 2)]]]));

/** t(0.95, 10) = 1.812461: the bounds are 0.362492 off the value. */
const people = (value: number): PeoplesDifference => ({
  ...{ kind: "estimated", value, low: value - 0.4, high: value + 0.4, standardError: 0.2, degreesOfFreedom: 10 },
  ...{ questions: 30, estimate: "calibrated" },
});
const report = (candidate = level, rules = {}) => evaluateGate(candidate, level, gateRulesSchema.parse(rules));
const decided = (given: PeoplesDifference, from = report(), failed = false) =>
  decidedByPeople(from, given, { scale, failed });

describe("a gate that people decide", () => {
  it.each<[number, object, string]>([
    [-0.13, {}, "pass"],
    [-0.14, {}, "undecided"],
    [-0.86, {}, "undecided"],
    [-0.87, {}, "regression"],
    [-0.37, { strict: true }, "regression"],
    [-0.36, { strict: true }, "undecided"],
    [-0.37, {}, "undecided"],
    [-0.37, { margin: 0.8 }, "pass"],
  ])("reads a difference of %s under %j: %s", (value, rules, verdict) => {
    expect(decided(people(value), report(level, rules)).verdict).toBe(verdict);
  });

  it("shows the judge's difference and counts it no longer, unless answers failed", () => {
    const from = report(worse);
    expect(from.verdict).toBe("regression");
    const found = decided(people(0.2), from);
    expect(found.verdict).toBe("pass");
    expect(found.rules.filter(({ rule }) => rule === "difference").map(({ counts }) => counts)).toEqual([false]);
    expect(found.rules.filter(({ rule }) => rule === "complete").every(({ counts }) => counts)).toBe(true);
    expect(found.rules).toHaveLength(from.rules.length + 1);
    expect(found).toMatchObject({ margin: 0.5, difference: from.difference });
    const broken = decided(people(0.2), from, true);
    expect(broken.verdict).toBe("regression");
    expect(broken.rules.filter(({ rule }) => rule === "difference").map(({ counts }) => counts)).toEqual([true]);
  });

  it("says what they see and what is allowed", () => {
    expect(decided(people(-0.2)).rules.at(-1)).toEqual({
      ...{ rule: "people", subject: "overall", counts: true, verdict: "undecided" },
      message:
        "-0.20 as these people rate (one-sided bounds -0.56 and +0.16), calibrated; 30 questions rated of both; allowed: above -0.5",
    });
    expect(decided(people(0), report(level, { strict: true })).rules.at(-1)?.message).toMatch(
      /^\+0\.00 .*allowed: above -0\.5 and no shown worsening$/u,
    );
  });

  it("cuts the bounds to what two ratings can differ by", () => {
    const wide = { ...people(-8.9), standardError: 3 } as const;
    expect(decided(wide).rules.at(-1)?.message).toContain("one-sided bounds -9.00 and -3.46");
  });

  it("is incomplete where people's ratings say nothing", () => {
    const found = decided({ kind: "refused", reason: "nobody rated" });
    expect([found.verdict, found.rules.at(-1)]).toEqual([
      "incomplete",
      { rule: "people", subject: "overall", counts: true, verdict: "incomplete", message: "nobody rated" },
    ]);
  });
});
