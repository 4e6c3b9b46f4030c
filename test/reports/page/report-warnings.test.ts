import { describe, expect, it } from "vitest";
import type { WeightLine } from "../../../src/models/weight-lines.ts";
import type { ReportCandidate } from "../../../src/reports/page/report-record.ts";
import { warningsFor } from "../../../src/reports/page/report-warnings.ts";
import { madeCandidate } from "../made-candidate.ts";

const score = { mean: 7, low: 6, high: 8, rated: 150, planned: 160 };

function warn(
  candidates: readonly ReportCandidate[],
  given: {
    judge?: string;
    basedOn?: readonly (readonly WeightLine[])[];
    flagged?: readonly number[];
    ceiling?: number;
    count?: number;
    whole?: boolean;
  } = {},
) {
  const {
    judge = "gpt-4.1-2025-04-14",
    basedOn = candidates.map(() => ["llama"]),
    flagged = [],
    ceiling = 0.1,
    count = 80,
    whole = true,
  } = given;
  return warningsFor(
    {
      candidates,
      judge: { id: "j", model: judge },
      set: { id: "s", title: "S", language: "ja", hash: "h", whole },
      questions: Array.from({ length: count }, (_, index) => ({
        id: String(index),
        category: "math",
        hash: String(index),
      })),
      errata: [],
      ceiling,
    },
    { basedOn, flagged },
  );
}

describe("warningsFor", () => {
  const fine = madeCandidate("甲", { rank: [1, 1], ratings: [] });

  it("is silent when all is well", () => {
    expect(warn([fine])).toEqual([]);
  });

  it.each([
    ["part-of-set", { whole: false }, "80 questions"],
    ["few-questions", { count: 39 }, "39 questions"],
    ["ceiling", { errata: [], ceiling: 0.52 }, "52 %"],
    ["judge-family", { basedOn: [["openai"]] }, "甲"],
    ["steering", { flagged: [2] }, "甲"],
    ["controls", { judge: "practice-judge" }, "not language models"],
  ] as const)("says %s", (kind, given, part) => {
    const [only, ...more] = warn([fine], given);
    expect(more).toEqual([]);
    expect(only?.kind).toBe(kind);
    expect(only?.text.en).toContain(part);
    expect(only?.text.ja).toMatch(/[。]$/u);
  });

  it.each<[string, Partial<ReportCandidate>, string]>([
    ["incomplete", { due: 7, score, withFailures: score }, "7 ratings due"],
    ["coverage", { score, withFailures: score }, "150/160"],
    ["truncated-thinking", { failures: { "truncated-thinking": 4 } }, "4 turns"],
    ["failures-matter", { withFailures: { ...score, mean: 6.41 } }, "6.41"],
    ["import", { origin: "import" }, "甲"],
    ["deviation", { deviations: ["temperature was dropped"] }, "temperature was dropped"],
  ])("says %s of a candidate", (kind, over, part) => {
    const [only, ...more] = warn([madeCandidate("甲", { rank: [1, 1], ratings: [], over })]);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ kind, candidates: ["甲"] });
    expect(only?.text.en).toContain(part);
  });

  it("names every relative of the judge, and everybody of whom it is not known", () => {
    const four = ["甲", "乙", "丙", "丁"].map((id) => madeCandidate(id, { rank: [1, 1], ratings: [] }));
    const given = { judge: "Qwen/Qwen3-32B", basedOn: [["qwen"], ["deepseek", "qwen"], [], ["llama"]] } as const;
    const [kin, unknown, ...more] = warn(four, given);
    expect(more).toEqual([]);
    expect(kin).toMatchObject({ kind: "judge-family", candidates: ["甲", "乙"] });
    expect(unknown).toMatchObject({ kind: "judge-family", candidates: ["丙"] });
    expect(unknown?.text.en).toContain("is not known for 丙");
  });

  it("does not take two unknown models for one family", () => {
    expect(warn([fine], { judge: "a-judge", basedOn: [[]] })).toEqual([]);
  });
});
