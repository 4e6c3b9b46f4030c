import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatBaseline, parseBaseline } from "../../src/gate/baseline.ts";
import { planLooks } from "../../src/gate/difference-verdict.ts";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import { type Verdict, worseVerdict } from "../../src/gate/verdict.ts";
import { ratings, reordered, tried } from "../support/laws.ts";
import type { ToldTrial } from "../support/make-cells.ts";
import { measured } from "./samples.ts";

const rules = (given: Partial<GateRules> = {}): GateRules => gateRulesSchema.parse({ minimumRated: 0, ...given });

/** Half ratings of eight questions on both sides, low enough that three points can be added. */
const sides = fc.tuple(
  fc.array(ratings(7), { minLength: 8, maxLength: 8 }),
  fc.array(fc.integer({ min: -3, max: 1 }), { minLength: 8, maxLength: 8 }),
);
/** A gate's report costs a millisecond or two. */
const few = { ...tried, numRuns: 40 };
type Sides = readonly [readonly number[], readonly number[]];

function verdict([baseline, shifts]: Sides, given: Partial<GateRules> = {}, more = 0, looks = 1): Verdict {
  const candidate = baseline.map((rating, index) => [[[Math.max(1, rating + (shifts[index] ?? 0)) + more]]]);
  const all = rules(given);
  const theirs = measured(baseline.map((rating) => [[[rating]]]));
  return evaluateGate(measured(candidate), theirs, all, planLooks(all, looks)).verdict;
}

/** That `better` is no graver than `worse`. */
function noGraver(better: Verdict, worse: Verdict): void {
  expect(worseVerdict(worse, better)).toBe(worse);
}

describe("a gate", () => {
  it("is never graver for a candidate that is better by the same in every question", () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 1, max: 6 }), (both, halves) => {
        for (const given of [{}, { strict: true }, { minimumScore: 4 }]) {
          noGraver(verdict(both, given, halves / 2), verdict(both, given));
        }
      }),
      tried,
    );
  });

  it("is never graver with a wider margin or a lower floor", () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 1, max: 8 }), (both, halves) => {
        noGraver(verdict(both, { margin: 0.25 + halves / 4 }), verdict(both, { margin: 0.25 }));
        noGraver(verdict(both, { minimumScore: 5 - halves / 2 }), verdict(both, { minimumScore: 5 }));
      }),
      few,
    );
  });

  it("that decides with more looks, or a smaller chance of error, decides the same with fewer, or a larger one", () => {
    fc.assert(
      fc.property(sides, fc.integer({ min: 2, max: 5 }), (both, looks) => {
        const often = verdict(both, {}, 0, looks);
        if (often !== "undecided") expect(verdict(both)).toBe(often);
        const careful = verdict(both, { alpha: 0.01 });
        if (careful !== "undecided") expect(verdict(both)).toBe(careful);
      }),
      few,
    );
  });

  it("never has a regression by category taken for a pass: the correction can only take back", () => {
    fc.assert(
      fc.property(sides, (both) => {
        const plain = verdict(both);
        // Without categories there is no correction of the overall verdict.
        if (plain === "pass") expect(["pass", "regression"]).toContain(verdict(both, { byCategory: true }));
        if (plain === "undecided") expect(verdict(both, { byCategory: true })).not.toBe("pass");
      }),
      few,
    );
  });
});

describe("a baseline's file", () => {
  const trial: fc.Arbitrary<ToldTrial> = fc.oneof(
    ratings().map((rating) => [rating]),
    fc.tuple(ratings(), fc.boolean()).map(([rating, truncated]) => ({ ratings: [rating], truncated })),
    fc.constantFrom({ failed: 1 }, { unrated: 1 }),
  );
  const told = fc.array(fc.array(fc.array(trial, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 12,
  });

  it("is read as what was written, and has equal bytes in any order of the cells", () => {
    const both = fc
      .tuple(told, fc.string({ unit: "binary", minLength: 1 }))
      .map(([all, id]) => measured(all, { id }))
      .chain((one) => fc.tuple(fc.constant(one), reordered(one.cells)));
    fc.assert(
      fc.property(both, ([one, cells]) => {
        const text = formatBaseline(one);
        expect(parseBaseline(text, "b.json")).toEqual(one);
        expect(formatBaseline({ ...one, cells })).toBe(text);
      }),
      tried,
    );
  });
});
