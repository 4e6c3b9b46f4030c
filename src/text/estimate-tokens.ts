/** A number that is not known: what it may be at least, what it probably is, and what it may be at most. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** Kana, kanji, hangul and full-width forms: most tokenizers spend about one token on each. */
const dense = /[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/gu;

/**
 * Tokens of a text before any tokenizer has seen it. Japanese takes 0.6 to 1.4 tokens a character, depending on the
 * model's vocabulary; other scripts one for every three to five characters.
 */
export function estimateTokens(text: string): Range {
  const denseCount = text.match(dense)?.length ?? 0;
  const other = text.length - denseCount;
  return {
    low: Math.floor(denseCount * 0.6 + other * 0.2),
    likely: Math.round(denseCount * 0.9 + other * 0.26),
    high: Math.ceil(denseCount * 1.4 + other * 0.4),
  };
}

/** More tokens than any byte-level vocabulary makes of a text. */
export function mostTokens(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

export function addRanges(a: Range, b: Range): Range {
  return { low: a.low + b.low, likely: a.likely + b.likely, high: a.high + b.high };
}

export const noTokens: Range = { low: 0, likely: 0, high: 0 };
