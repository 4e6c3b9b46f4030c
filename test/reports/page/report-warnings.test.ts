import { describe, expect, it } from "vitest";
import type { JudgeCard } from "../../../src/cards/judge-card.ts";
import type { WeightLine } from "../../../src/models/weight-lines.ts";
import type { Exemplar } from "../../../src/questions/load-exemplars.ts";
import type { ReportCandidate } from "../../../src/reports/page/report-record.ts";
import { warningsFor } from "../../../src/reports/page/report-warnings.ts";
import type { AlikeGroup } from "../../../src/text/alike.ts";
import { type CardSet, cardOfJudge } from "../../support/card-judges.ts";
import { makeQuestion } from "../../support/make.ts";
import { madeCandidate } from "../made-candidate.ts";

const score = { mean: 7, low: 6, high: 8, rated: 150, planned: 160 };

function warn(
  candidates: readonly ReportCandidate[],
  given: {
    judge?: string;
    basedOn?: readonly (readonly WeightLine[])[];
    flagged?: readonly number[];
    reasons?: readonly (readonly AlikeGroup[])[];
    judgeCard?: JudgeCard | null;
    count?: number;
    whole?: boolean;
  } = {},
) {
  const {
    judge = "gpt-4.1-2025-04-14",
    basedOn = candidates.map(() => ["llama"]),
    flagged = [],
    reasons = [],
    judgeCard = null,
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
      judgeCard,
    },
    { basedOn, flagged, reasons },
  );
}

/** Three questions, each with a strong, a flawed and a poor answer. */
const cardSet: CardSet = {
  language: "ja",
  questions: ["a", "b", "c"].map((id) => makeQuestion({ id })),
  exemplars: ["a", "b", "c"].flatMap((question_id) =>
    (["strong", "flawed", "poor"] as const).map((level, index): Exemplar => {
      const bands: [number, number] = [9 - 4 * index, 10 - 4 * index];
      return { question_id, level, turns: [`${level} 一`, `${level} 二`], bands: [bands, bands], flaw: null };
    }),
  ),
  probes: [],
};

describe("warningsFor", () => {
  const fine = madeCandidate("甲", { rank: [1, 1], ratings: [] });

  it("is silent when all is well", () => {
    expect(warn([fine])).toEqual([]);
  });

  it.each([
    ["part-of-set", { whole: false }, "80 questions"],
    ["few-questions", { count: 39 }, "39 questions"],
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

  it("says that a judge is unfit by its card, and why; of a card that leaves it open it says nothing", () => {
    const asleep = cardOfJudge(cardSet, () => 8);
    const [only, ...more] = warn([fine], { judgeCard: asleep });
    expect([only?.kind, more]).toEqual(["judge-card", []]);
    expect(only?.text.en).toMatch(/unfit for a leaderboard: .*constant answers, mean rating: 8\.00, limit 2\.00/);
    expect(only?.text.ja).toContain("決まり文句の回答の平均：8.00（限度 2.00）");
    expect(warn([fine], { judgeCard: cardOfJudge(cardSet, ({ deserved }) => Math.round(deserved)) })).toEqual([]);
    expect(warn([fine], { judgeCard: { ...asleep, isCircular: true } })).toEqual([]);
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

  it("tells why calls failed, the two most frequent reasons of each candidate", () => {
    const two = ["甲", "乙"].map((id) => madeCandidate(id, { rank: [1, 1], ratings: [] }));
    const groups = [80, 3, 1].map((count) => ({ count, example: `HTTP ${500 + count}: no\nmore` }));
    const warnings = warn(two, { reasons: [[], groups] }).filter(({ kind }) => kind === "failed-calls");
    expect(warnings).toEqual([
      {
        kind: "failed-calls",
        candidates: ["乙"],
        text: {
          en: "Calls that failed (乙): 80 x HTTP 580: no more; 3 x HTTP 503: no more",
          ja: "失敗した呼び出し（乙）：80 x HTTP 580: no more；3 x HTTP 503: no more",
        },
      },
    ]);
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
