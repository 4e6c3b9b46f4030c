import type { ScaleBounds } from "../../../src/judges/scale.ts";
import type { ReportBoard, ReportCandidate, ReportScore } from "../../../src/reports/page/report-record.ts";
import { makeRandom, type Random, randomNormal } from "../../../src/statistics/resampling/random.ts";
import { madeCategories } from "../../support/made-results.ts";
import { madeCandidate } from "../made-candidate.ts";

/** Ids as people have them, 8 to 60 characters; the rest are numbered. */
const ids = [
  "llm-jp/llm-jp-4-32b-a3b-thinking",
  "llm-jp/llm-jp-4-33b-thinking",
  "Qwen/Qwen3-235B-A22B-Instruct-2507-FP8-dynamic-kv-cache-128k",
  "tokyotech-llm/Llama-3.3-Swallow-70B-Instruct-v0.4",
  "gpt-4o-mini-2024-07-18",
  "研究室内部の評価用モデル／三十二億パラメータ・指示調整済み（第二版）",
  "calm3-22",
  "meta-llama/Meta_Llama_3.1_405B_Instruct:free@2024.07.23-beta",
  "google/gemma-3-27b-it",
  "elyza/Llama-3-ELYZA-JP-70B",
] as const;

/** A board of `count` candidates over eight categories of ten questions, seeded; every figure has something to show. */
export function printBoard(count: number, seed = "figures", scale: ScaleBounds = { min: 1, max: 10 }): ReportBoard {
  const span = scale.max - scale.min;
  const random = makeRandom(seed);
  const questions = madeCategories.flatMap((category) =>
    Array.from({ length: 10 }, (_, index) => ({ id: `${category}-${index}`, category, hash: `${category}-${index}` })),
  );
  const items = questions.flatMap((_, question) => [1, 2].map((turn) => ({ question, turn })));
  const candidates = Array.from({ length: count }, (_, index): ReportCandidate => {
    const id =
      ids[index] ??
      `laboratory-${index}/checkpoint-${1000 * index}-instruct-with-a-long-tail`.slice(0, 8 + (index % 7) * 8);
    const level = 8.6 - (4 * index) / count;
    const ratings = items.map(() => {
      const usual = Math.min(10, Math.max(1, Math.round(level + 1.6 * randomNormal(random))));
      return Math.round(scale.min + ((usual - 1) * span) / 9);
    });
    const score = (some: readonly number[]): ReportScore => {
      const mean = some.reduce((sum, one) => sum + one, 0) / some.length;
      const half = ((span / 9) * 4.6) / Math.sqrt(some.length);
      return {
        mean,
        low: Math.max(scale.min, mean - half),
        high: Math.min(scale.max, mean + half),
        rated: some.length,
        planned: some.length,
      };
    };
    const of = (pick: (item: { question: number; turn: number }) => boolean) =>
      score(ratings.filter((_, place) => pick(items[place] ?? { question: 0, turn: 0 })));
    const counts: Record<string, number> = {};
    for (const rating of ratings) counts[rating] = (counts[rating] ?? 0) + 1;
    return madeCandidate(id, {
      rank: [1, count],
      ratings,
      over: {
        slot: index,
        score: score(ratings),
        turns: { "1": of(({ turn }) => turn === 1), "2": of(({ turn }) => turn === 2) },
        categories: Object.fromEntries(
          madeCategories.map((name) => [name, of(({ question }) => questions[question]?.category === name)]),
        ),
        distribution: { "1": counts },
        usage: {
          answers: 160,
          tokens: 300,
          thoughtTokens: null,
          tokensPerSecond: 40,
          seconds: 8,
          cost: { amount: 0.02 * (index + 1) ** 2, currency: "USD" },
        },
        people: null,
        cells: {
          ratings,
          states: ratings.map(() => "rated" as const),
          characters: ratings.map(() => Math.round(Math.exp(6 + 0.7 * randomNormal(random)))),
          thoughts: ratings.map(() => Math.round(Math.exp(7 + 0.9 * randomNormal(random)))),
          held: ratings.map(() => null),
          people: [],
        },
      },
    });
  });
  return {
    key: "0".repeat(64),
    shortKey: "0".repeat(12),
    set: { id: "made", title: "Made", language: "ja", hash: "1".repeat(64), whole: true },
    judge: { id: "made-judge", model: "made-judge-model" },
    procedure: {},
    scale,
    differsFrom: [],
    categories: [...madeCategories],
    questions,
    items,
    errata: [],
    asked: { from: "2026-01-02T03:04:05.000Z", to: "2026-01-02T03:04:05.000Z" },
    tools: ["0.1.0"],
    candidates,
    baseline: 0,
    differences: [],
    published: [],
    linked: [],
    reliability: null,
    judgeCard: null,
    raters: printRaters(candidates, scale, random),
    praised: { broken: 0, praised: 0, from: 8 },
    warnings: [],
    headline: { ja: "", en: "" },
    methods: { ja: "", en: "" },
  };
}

/** Four raters of unlike severity and slope, with names as records have them. */
function printRaters(
  candidates: readonly ReportCandidate[],
  scale: ScaleBounds,
  random: Random,
): ReportBoard["raters"] {
  const point = (scale.max - scale.min) / 9;
  const middle = scale.min + 5 * point;
  const raters = [
    "llm-jp-judge-v2 (gpt-5.4-2026-03-05)",
    "mtbench-ja (qwen3-32b) #a1b2c3",
    "person:kiri",
    "swallow-ja (4o)",
  ];
  const scores = raters.map((_, rater) =>
    candidates.map(({ score }) => {
      const own = middle + (0.7 + 0.2 * rater) * ((score.mean ?? middle) - middle) + 0.2 * point * randomNormal(random);
      return Math.min(scale.max, Math.max(scale.min, own));
    }),
  );
  const around = (value: number, half: number) => ({ value, low: value - half, high: value + half });
  return {
    scale,
    candidates: candidates.map(({ id, name, slot }) => ({ id, name, slot })),
    scores,
    characters: raters.map((rater, index) => ({
      rater,
      mean: 7 - 0.2 * index,
      severity: around(0.4 - 0.2 * index, 0.1),
      slope: around(0.7 + 0.2 * index, 0.15),
      reliability: null,
    })),
  };
}
