import type { Language } from "../page/report-record.ts";

/** Words on axes, in legends and in notes, on the page and on paper. */
export const figureWords = {
  score: { ja: "スコア（95 % 区間）", en: "Score (95 % interval)" },
  difference: { ja: "基準との差（95 % 区間）", en: "Difference from the baseline (95 % interval)" },
  rating: { ja: "評点", en: "Rating" },
  share: { ja: "評点の割合（%）", en: "Share of ratings (%)" },
  characters: { ja: "回答の長さ（文字、対数）", en: "Answer length (characters, log scale)" },
  thoughts: { ja: "思考の長さ（トークン、対数）", en: "Thinking (tokens, log scale)" },
  cost: { ja: "全回答の費用（USD、定価、対数）", en: "Cost of all answers (USD, list price, log scale)" },
  published: { ja: "公表値", en: "published" },
  meanScore: { ja: "スコア", en: "Score" },
  noInterval: { ja: "斜線：評点なし", en: "Hatched: no rating" },
  unranked: { ja: "* 未完了のため順位なし", en: "* not finished, so not ranked" },
  severity: {
    ja: "甘さ：評点と全員の平均との差（95 % 区間）",
    en: "Severity: rating less the mean of all (95 % interval)",
  },
  slope: {
    ja: "傾き：ほかの採点者の 1 点差を何点差にするか",
    en: "Slope: how far it sets models apart where the others see one point",
  },
  judges: { ja: "採点者ごとのスコア", en: "Scores by rater" },
  onePoint: { ja: "1 点は 1 ターン。", en: "Each point is one turn." },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** A turn by its number. */
export function turnWord(turn: string, language: Language): string {
  return language === "ja" ? `${turn} ターン目` : `Turn ${turn}`;
}

/** Notes that hold numbers, in full sentences. */
export const figureNotes = {
  plusMinus: {
    ja: (n: string) => `± は 95 % 区間の半分の幅。1 カテゴリあたり n = ${n} 問。`,
    en: (n: string) => `\u00b1 is half the width of the 95 % interval; n = ${n} questions a category.`,
  },
  intervals: {
    ja: (n: string) => `平均と 95 % 区間。1 カテゴリあたり n = ${n} 問。`,
    en: (n: string) => `Means with 95 % intervals; n = ${n} questions a category.`,
  },
  radar: {
    ja: (n: string, least: string, most: string) =>
      `1 カテゴリあたり n = ${n} 問。各平均の 95 % 区間は ±${least}〜±${most}。`,
    en: (n: string, least: string, most: string) =>
      `n = ${n} questions a category; the 95 % interval of each mean is \u00b1${least} to \u00b1${most}.`,
  },
  band: {
    ja: (n: string) => `帯は 95 % 区間。1 カテゴリあたり n = ${n} 問。`,
    en: (n: string) => `Bands are 95 % intervals; n = ${n} questions a category.`,
  },
  rings: {
    ja: (low: string, high: string) => `中心は ${low} 点、外周は ${high} 点。`,
    en: (low: string, high: string) => `The centre stands for ${low}, the rim for ${high}.`,
  },
  across: {
    ja: (what: string) => `横軸：${what}。`,
    en: (what: string) => `Across: ${what.slice(0, 1).toLowerCase()}${what.slice(1)}.`,
  },
  some: {
    ja: (some: string, all: string) => `${all} モデルのうち上位 ${some} モデルを示す（--candidates で選択）。`,
    en: (some: string, all: string) => `The first ${some} of ${all} models; choose others with --candidates.`,
  },
} as const satisfies Record<string, Readonly<Record<Language, (...parts: string[]) => string>>>;
