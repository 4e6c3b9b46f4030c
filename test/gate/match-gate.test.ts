import { describe, expect, it } from "vitest";
import { evaluateMatchGate, type MatchGateRules } from "../../src/gate/match-gate.ts";
import type { MatchRecord } from "../../src/matches/match.ts";
import type { Look, LookedTurn, PairLooks } from "../../src/tallies/collect-games.ts";

const side = (candidate: string) => ({ candidate, answerKey: candidate, flags: [] });
const record: MatchRecord = {
  ...{ key: "k", procedure: "p", judge: "j", questionId: "1", questionHash: "h", category: "math", turn: 1, trial: 1 },
  ...{
    repeat: 1,
    first: side("甲"),
    second: side("乙"),
    prompt: "pair-v2",
    flags: [],
    asked: 1,
    sent: null,
    call: null,
  },
  outcome: { status: "rated", verdict: "tie", method: "test", text: "" },
};
const look = (value: 1 | 0 | -1): Look => ({ status: "rated", value, record });
const due: Look = { status: "due" };
const unrated: Look = { status: "unrated", reason: "no-rating", record };

/** Net wins of 甲 on a question, or what became of it. */
type Told = 1 | 0.5 | 0 | -0.5 | -1 | "due" | "unrated" | "甲 failed" | "乙 failed" | "both failed";

function looksOf(told: Told): Pick<LookedTurn, "ahead" | "behind" | "failed"> {
  switch (told) {
    case "due":
      return { failed: null, ahead: look(1), behind: due };
    case "unrated":
      return { failed: null, ahead: unrated, behind: look(0) };
    case "甲 failed":
      return { failed: "one", ahead: due, behind: due };
    case "乙 failed":
      return { failed: "other", ahead: due, behind: due };
    case "both failed":
      return { failed: "both", ahead: due, behind: due };
    case 0.5:
      return { failed: null, ahead: look(1), behind: look(0) };
    case -0.5:
      return { failed: null, ahead: look(0), behind: look(1) };
    case 0:
      return { failed: null, ahead: look(0), behind: look(0) };
    default:
      return told === 1
        ? { failed: null, ahead: look(1), behind: look(-1) }
        : { failed: null, ahead: look(-1), behind: look(1) };
  }
}

function pair(told: readonly Told[]): PairLooks {
  return {
    ...{ one: "甲", other: "乙", categories: ["writing", "math"] },
    turns: told.map((one, index) => ({
      ...{ questionId: `q${index}`, questionHash: `h${String(index).padStart(3, "0")}` },
      category: index % 2 === 0 ? "math" : "writing",
      ...{ turn: 1, trial: 1, repeat: 1, one: "甲", other: "乙", answers: { one: null, other: null } },
      ...looksOf(one),
    })),
  };
}

const usual: MatchGateRules = { margin: 0.1, alpha: 0.05, strict: false, minimumRated: 0.95 };
const about = { candidate: "甲", procedure: "p", seed: "s" };
const gate = (told: readonly Told[], rules: Partial<MatchGateRules> = {}, candidate = "甲") =>
  evaluateMatchGate(pair(told), { ...usual, ...rules }, { ...about, candidate });
const times = (count: number, value: Told): Told[] => Array.from({ length: count }, () => value);

/** Mean 0, deviation sqrt(12 / 19): bounds at -+ 1.72913 sqrt(12 / 19 / 20). */
const even = [...times(6, 1), ...times(8, 0), ...times(6, -1)];
const reach = 1.729133 * Math.sqrt(12 / 19 / 20);

describe("a gate by matches", () => {
  it("reads the bounds of the net wins", () => {
    const report = gate(even);
    expect(report.netWins.plain).toEqual({
      ...{ mean: 0, questions: 20, verdict: "undecided" },
      ...{ low: expect.closeTo(-reach, 5), high: expect.closeTo(reach, 5), p: expect.closeTo(0.7099, 4) },
    });
    expect(report).toMatchObject({
      ...{ by: "matches", verdict: "undecided", candidate: { id: "甲" }, baseline: { id: "乙" }, procedure: "p" },
      ...{ margin: 0.1, strict: false, alpha: 0.05 },
    });
    expect(report.netWins.withFailures).toEqual(report.netWins.plain);
    expect(report.rules.map(({ rule, subject, verdict, counts }) => [rule, subject, verdict, counts])).toEqual([
      ["complete", "matches", "pass", true],
      ["rated", "matches", "pass", true],
      ["net-wins", "overall", "undecided", true],
    ]);
    expect(report.rules.map(({ message }) => message)).toEqual([
      "nothing is due",
      "20 of 20 turns have a verdict in both orders, at least 95 % wanted",
      "net wins +0.00 (one-sided bounds -0.31 and +0.31), 20 questions; allowed: above -0.1",
    ]);
  });

  it.each<[string, readonly Told[], Partial<MatchGateRules>, string]>([
    ["within a wider margin", even, { margin: 0.31 }, "pass"],
    ["a margin just too narrow", even, { margin: 0.3 }, "undecided"],
    ["another chance of an error", even, { margin: 0.3, alpha: 0.1 }, "pass"],
    ["mostly lost", [...times(16, -1), ...times(4, 0)], {}, "regression"],
    ["lost by less than the margin", [...times(16, -1), ...times(4, 0)], { margin: 1 }, "pass"],
    [
      "lost by less than the margin, strictly",
      [...times(16, -1), ...times(4, 0)],
      { margin: 1, strict: true },
      "regression",
    ],
    ["even, strictly", even, { margin: 0.31, strict: true }, "pass"],
    ["all won", times(40, 1), {}, "pass"],
    ["one question", [1], {}, "incomplete"],
  ])("%s", (_, told, rules, verdict) => {
    expect(gate(told, rules).verdict).toBe(verdict);
  });

  it("knows no p where every question says the same, but bounds", () => {
    const { plain } = gate(times(20, 1)).netWins;
    const share = 0.05 ** (1 / 20);
    expect(plain).toMatchObject({ mean: 1, p: null, verdict: "pass", high: expect.closeTo(1, 12) });
    expect(plain.low).toBeCloseTo(2 * share - 1, 12);
  });

  it("has the strict p against no difference", () => {
    const told = [...times(9, -1), ...times(5, 0), ...times(6, 1)];
    expect(gate(told, { strict: true }).netWins.plain.p).toBeLessThan(gate(told).netWins.plain.p ?? 0);
    // Mean -0.15, variance (15 - 20 * 0.0225) / 19: t = -0.7665, and 0.2264 by it; the skewness adds the rest.
    expect(gate(told, { strict: true }).netWins.plain.p).toBeCloseTo(0.23385, 4);
  });

  it("tells of failures wherever they make more questions, also where they cancel out", () => {
    const message = (told: readonly Told[]) => gate(told, { minimumRated: 0.5 }).rules[2]?.message;
    expect(message([...even, "甲 failed", "乙 failed"])).toMatch(
      /^net wins \+0\.00 .*, 20 questions; with failures lost net wins \+0\.00 .*, 22 questions; allowed/,
    );
    expect(message(even)).not.toMatch("with failures lost");
  });

  it("supposes candidates at their distance, whatever the mean of what was seen", () => {
    // Means 0.6 and -0.4; about them both are 0.4 and -0.6.
    const [better, worse] = [gate([...times(12, 1), ...times(8, 0)]), gate([...times(12, 0), ...times(8, -1)])];
    expect(better.power).toEqual(worse.power);
    expect(better.power?.equalPasses).toBeLessThan(0.9);
    expect(gate(times(20, 1)).power).toBeNull();
  });

  it("is the other way round for the other candidate", () => {
    const told = [...times(16, -1), ...times(4, 0)];
    const report = gate(told, {}, "乙");
    expect(report).toMatchObject({ verdict: "pass", candidate: { id: "乙" }, baseline: { id: "甲" } });
    expect(report.netWins.plain.mean).toBeCloseTo(0.8, 12);
  });
});

describe("what is missing", () => {
  it("is never a pass: calls that are due, nothing compared", () => {
    const report = gate([...times(40, 1), "due"], { minimumRated: 0 });
    expect([report.verdict, report.rules[0]?.message]).toEqual([
      "incomplete",
      "1 calls are due; mtbench match goes on",
    ]);
    const lost = gate([...times(40, -1), "due"], { minimumRated: 0 });
    expect([lost.verdict, lost.rules[2]?.verdict]).toEqual(["incomplete", "regression"]);
    const nothing = gate([]);
    expect(nothing.verdict).toBe("incomplete");
    expect(nothing.rules[0]?.message).toBe("nothing was compared; mtbench match compares");
    expect(nothing.rules[2]).toMatchObject({
      verdict: "incomplete",
      message: "fewer than 2 questions count; allowed: above -0.1",
    });
    expect(nothing.power).toBeNull();
    expect(nothing.netWins.plain).toMatchObject({ mean: null, low: null, high: null, p: null, questions: 0 });
  });

  it("may be a twentieth of the turns that both answered, no more", () => {
    const enough = gate([...times(19, 1), "unrated", "甲 failed"], { margin: 1 });
    expect(enough.rules[1]).toMatchObject({ verdict: "pass" });
    expect(enough.rules[1]?.message).toContain("19 of 20 turns");
    expect(gate([...times(18, 1), "unrated"], { margin: 1 }).rules[1]?.verdict).toBe("incomplete");
    const failures: Told[] = ["甲 failed", "乙 failed", "both failed"];
    expect(gate(failures).rules[1]).toMatchObject({ verdict: "incomplete" });
    expect(gate(failures).rules[1]?.message).toContain("0 of 0 turns");
    expect(gate([...times(3, 1), ...failures]).rules[1]?.message).toContain("3 of 3 turns");
  });

  it("counts lost where the candidate failed, and the worse of the two readings decides", () => {
    const report = gate([...times(20, 1), ...times(20, "甲 failed")]);
    expect(report.netWins.plain).toMatchObject({ mean: 1, verdict: "pass", questions: 20 });
    expect(report.netWins.withFailures).toMatchObject({ mean: 0, verdict: "undecided", questions: 40 });
    expect(report.verdict).toBe("undecided");
    expect(report.rules[2]?.message).toMatch(
      /^net wins \+1\.00 .*, 20 questions; with failures lost net wins \+0\.00 .*, 40 questions; allowed: above -0\.1$/u,
    );
    const won = gate([...times(20, -1), ...times(20, "乙 failed")]);
    expect([won.netWins.withFailures.mean, won.verdict]).toEqual([0, "regression"]);
  });

  it("says in words what is allowed", () => {
    expect(gate([...times(10, -1), ...times(10, -0.5)], { strict: true }).rules[2]?.message).toMatch(
      /^net wins -0\.75 .*; allowed: above -0\.1 and no shown worsening$/u,
    );
  });
});

describe("power", () => {
  it("of twenty questions: equals pass, those at the margin seldom, those beyond are found", () => {
    // Deviation 0.503, error 0.112, reach 0.194: equals pass above -0.106, which lies 0.95 errors below them.
    const { power } = gate([...times(12, 1), ...times(8, 0)], { margin: 0.3 });
    expect(power?.equalPasses).toBeGreaterThan(0.7);
    expect(power?.equalPasses).toBeLessThan(0.95);
    expect(power?.atMarginPasses).toBeGreaterThan(0.01);
    expect(power?.atMarginPasses).toBeLessThan(0.12);
    expect(power?.worseIsFound).toBeGreaterThan(0.7);
    expect(power?.worseIsFound).toBeLessThan(0.95);
  });

  it("is what so many questions, spread as these, come to", () => {
    const { power } = gate([...times(20, 1), ...times(40, 0), ...times(20, -1)], { margin: 0.2 });
    expect(power?.simulations).toBe(2000);
    // Standard error 0.0796, one-sided: equal ones pass beyond 1.664 - 0.2 / 0.0796 = -0.85, about 80 of 100.
    expect(power?.equalPasses).toBeGreaterThan(0.74);
    expect(power?.equalPasses).toBeLessThan(0.86);
    expect(power?.atMarginPasses).toBeGreaterThan(0.02);
    expect(power?.atMarginPasses).toBeLessThan(0.08);
    expect(power?.worseIsFound).toBeGreaterThan(0.74);
    expect(power?.worseIsFound).toBeLessThan(0.86);
  });

  it("does not depend on where the mean lies, and needs two questions", () => {
    const spread: Told[] = [...times(10, 0), ...times(10, -1)];
    const { power } = gate(spread, { margin: 0.2 });
    expect(power?.equalPasses).toBeGreaterThan(0.4);
    expect(gate([0, 1], {}).power).not.toBeNull();
    expect(gate([1]).power).toBeNull();
  });
});

describe("questions lost", () => {
  it("stand in order, the most clearly lost first, by their ids", () => {
    expect(gate([1, -1, 0.5, -0.5, "甲 failed"]).lost).toEqual([
      { questionId: "q1", category: "writing", value: -1 },
      { questionId: "q3", category: "writing", value: -0.5 },
      { questionId: "q2", category: "math", value: 0.5 },
      { questionId: "q0", category: "math", value: 1 },
    ]);
  });
});
