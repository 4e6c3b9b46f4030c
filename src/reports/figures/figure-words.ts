import type { Language } from "../page/report-record.ts";

/** Words on axes and in legends. */
export const figureWords = {
  score: { ja: "スコア（95 % 区間）", en: "Score (95 % interval)" },
  difference: { ja: "基準との差（95 % 区間）", en: "Difference from the baseline (95 % interval)" },
  rating: { ja: "評点", en: "Rating" },
  share: { ja: "評点の割合（%）", en: "Share of ratings (%)" },
  characters: { ja: "回答の長さ（文字、対数）", en: "Answer length (characters, log scale)" },
  thoughts: { ja: "思考の長さ（トークン、対数）", en: "Thinking (tokens, log scale)" },
  cost: { ja: "全回答の費用（USD、定価、対数）", en: "Cost of all answers (USD, list price, log scale)" },
  published: { ja: "公表値", en: "published" },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** A turn by its number. */
export function turnWord(turn: string, language: Language): string {
  return language === "ja" ? `${turn} ターン目` : `Turn ${turn}`;
}
