import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import type { ComparedCandidate } from "../../src/gate/compared-candidate.ts";
import { evaluateGate } from "../../src/gate/evaluate-gate.ts";
import { type GateRules, gateRulesSchema } from "../../src/gate/rules.ts";
import type { ToldTrial } from "../support/make-cells.ts";
import { measured } from "./samples.ts";

const rules = (given: Partial<GateRules> = {}): GateRules => gateRulesSchema.parse({ minimumRated: 0, ...given });
const one = (entries: readonly (number | ToldTrial)[]): ToldTrial[][][] =>
  entries.map((entry) => [[typeof entry === "number" ? [entry] : entry]]);
const failed = { failed: 1 };
const messageOf = (report: ReturnType<typeof evaluateGate>, name: string) =>
  report.rules.find(({ rule }) => rule === name)?.message;

describe("a report", () => {
  const candidate = measured([[[[7], [6]]], [[[6], { unrated: 1 }]], [[[5], [5]]]], { id: "南十字" });
  const baseline = measured(one([6, 6, 6]));

  it("tells both sides, their means over the common turns and what is there of what was planned", () => {
    const report = evaluateGate(candidate, baseline, rules());
    // Means of the turns: 6.5, 6 and 5.
    expect(report.candidate).toEqual({
      id: "南十字",
      revision: null,
      mean: 17.5 / 3,
      trials: 2,
      repeats: 1,
      rated: 5,
      planned: 6,
    });
    expect(report.baseline).toMatchObject({ id: "北斗", mean: 6, trials: 1, rated: 3, planned: 3 });
    expect(report).toMatchObject({
      margin: 0.5,
      strict: false,
      alpha: 0.05,
      looks: 1,
      protocol: candidate.protocol.key,
    });
    expect(report.moved.map(({ questionId, difference }) => [questionId, difference])).toEqual([
      ["3", -1],
      ["2", 0],
      ["1", 0.5],
    ]);
  });

  it("knows of no means where nothing is common to both", () => {
    const nothing = measured(one([{ unrated: 1 }, { unrated: 1 }, { unrated: 1 }]));
    const report = evaluateGate(nothing, baseline, rules());
    expect([report.candidate.mean, report.baseline.mean, report.decidability]).toEqual([null, null, null]);
    expect(messageOf(report, "difference")).toBe(
      "not measured; allowed: above -0.5; fewer than 2 questions are rated on both sides",
    );
  });

  it("says nothing of one question but how little it is", () => {
    const report = evaluateGate(measured(one([7, { unrated: 1 }, { unrated: 1 }])), baseline, rules());
    expect(report.difference.plain).toMatchObject({ mean: 1, low: null, high: null, p: null, verdict: "incomplete" });
    expect(messageOf(report, "difference")).toContain("not measured; ");
  });

  it("stays incomplete where one question is rated, whatever is corrected over categories", () => {
    const report = evaluateGate(measured(one([7, { unrated: 1 }])), measured(one([6, 6])), rules({ byCategory: true }));
    expect(report.rules.find(({ rule }) => rule === "difference")?.verdict).toBe("incomplete");
  });

  it("words the difference with its bounds, and what is allowed", () => {
    // Differences 1, 0.5, 0, -0.5: mean 0.25, SE 0.3227, t(3, 0.95) = 2.3534.
    const report = evaluateGate(measured(one([7, 6.5, 6, 5.5])), measured(one([6, 6, 6, 6])), rules({ strict: true }));
    expect(messageOf(report, "difference")).toMatch(
      /^\+0\.25 \(one-sided bounds -0\.51 and \+1\.01\); allowed: above -0\.5 and no shown worsening; an equal candidate passes with probability 0\.\d\d on this much data \(0\.80 at a margin of \d\.\d\d\); run a second trial to learn how many would decide$/,
    );
    const better = evaluateGate(measured(one([8, 7.5, 7, 6.5])), measured(one([6, 6, 6, 6])), rules());
    expect(messageOf(better, "difference")).toBe("+1.25 (one-sided bounds +0.49 and +2.01); allowed: above -0.5");
    const equal = evaluateGate(measured(one([6, 6])), measured(one([6, 6])), rules());
    expect(messageOf(equal, "difference")).toBe("+0.00 (one-sided bounds +0.00 and +0.00); allowed: above -0.5");
  });

  it("words both readings where somebody failed, and takes what could be decided from the one that counts", () => {
    const report = evaluateGate(measured(one([6, 6, 6, failed])), measured(one([6, 6, 6, 6])), rules());
    // With the failure: 0, 0, 0, -5.
    expect(messageOf(report, "difference")).toContain(
      "+0.00 (one-sided bounds +0.00 and +0.00); with failures at the lowest rating -1.25 (one-sided bounds ",
    );
    expect(report.difference.withFailures.mean).toBe(-1.25);
    expect(report.verdict).toBe("undecided");
    // Of the filled reading: the plain one has no spread, and would be sure of everything.
    expect(report.decidability?.margin).toBeGreaterThan(1);
    const whole = evaluateGate(measured(one([6, 6, 6, 7])), measured(one([6, 6, 6, 6])), rules());
    expect(whole.difference.withFailures).toBe(whole.difference.plain);
  });

  it("learns what another trial would bring from the baseline where the candidate has one alone", () => {
    const repeated = measured([[[[6], [8]]], [[[5], [6]]], [[[7], [4]]], [[[6], [6]]]]);
    const single = measured(one([6, 5, 7, 6]));
    expect(evaluateGate(single, repeated, rules()).decidability?.trials.kind).not.toBe("unknown");
    expect(evaluateGate(repeated, single, rules()).decidability?.trials.kind).not.toBe("unknown");
    expect(evaluateGate(single, single, rules()).decidability?.trials).toEqual({ kind: "unknown" });
  });

  it("has its categories in the order of their names, each with its questions, and a floor only where one is asked", () => {
    const category = (question: number) => (question < 2 ? "writing" : "coding");
    const told = one([6, 6.5, 6, 6, 7]);
    const report = evaluateGate(
      measured(told, { category }),
      measured(told, { category }),
      rules({ byCategory: true }),
    );
    expect(report.rules.map(({ rule, subject, verdict, counts }) => [rule, subject, verdict, counts])).toEqual([
      ["complete", "candidate", "pass", true],
      ["complete", "baseline", "pass", true],
      ["rated", "candidate", "pass", true],
      ["rated", "baseline", "pass", true],
      ["truncated", "candidate", "pass", true],
      ["difference", "overall", "pass", true],
      ["category", "coding", "pass", false],
      ["category", "writing", "pass", false],
    ]);
    expect(messageOf(report, "category")).toBe("+0.00 (one-sided bounds +0.00 and +0.00), 3 questions");
  });
});

describe("another protocol", () => {
  const problemsOf = (candidate: ComparedCandidate, baseline: ComparedCandidate): readonly string[] => {
    try {
      evaluateGate(candidate, baseline, rules());
    } catch (error) {
      if (error instanceof InputError) return error.problems;
      throw error;
    }
    return ["no refusal"];
  };
  const own = measured([
    [[[6]], [[6]]],
    [[[7]], [[7]]],
  ]);

  it("is named by its fields alone where the questions are the same", () => {
    const other = measured(
      [
        [[[6]], [[6]]],
        [[[7]], [[7]]],
      ],
      { fields: { judgeModel: "another" } },
    );
    expect(problemsOf(own, other)).toEqual([expect.stringMatching(/judgeModel.*another.*kenja-70b/)]);
  });

  it("is named by the numbers of questions, not of turns, where those differ", () => {
    const three = measured([
      [[[6]], [[6]]],
      [[[7]], [[7]]],
      [[[7]], [[7]]],
    ]);
    expect(problemsOf(own, three)).toEqual(["questions: was 3 of told, now 2 of told"]);
  });

  it("is refused also where nothing but the key says so", () => {
    const other = { ...own, protocol: { ...own.protocol, key: "0".repeat(64) } };
    expect(problemsOf(own, other)).toEqual(["protocol key: the procedures have different hashes"]);
  });
});
