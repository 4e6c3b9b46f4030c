/** A number that is not known: what it may be at least, what it probably is, and what it may be at most. */
export interface Range {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

/** Kana, kanji, hangul and full-width forms: most tokenizers spend about one token on each. */
function isDense(unit: number): boolean {
  if (unit < 0x3000) return false;
  if (unit <= 0x30ff || (unit >= 0x3400 && unit <= 0x9fff)) return true;
  return (unit >= 0xac00 && unit <= 0xd7af) || (unit >= 0xf900 && unit <= 0xfaff) || (unit >= 0xff00 && unit <= 0xffef);
}

/** Counted by hand: a run looks through all its prompts, and a pattern would make a list of their signs to count them. */
function denseSigns(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (isDense(text.charCodeAt(at))) count += 1;
  return count;
}

/**
 * Tokens of a text before any tokenizer has seen it. Japanese takes 0.6 to 1.4 tokens a character, depending on the
 * model's vocabulary; other scripts one for every three to five characters.
 */
export function estimateTokens(text: string): Range {
  const denseCount = denseSigns(text);
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
