/** Code points of the composed form (NFC) without white space, which is how Japanese length limits are meant. */
export function countCharacters(text: string): number {
  const signs = text.normalize("NFC").replace(/\s+/gu, "");
  let count = signs.length;
  // The two halves of a pair are one.
  for (let at = 1; at < signs.length; at += 1) if (isPair(signs.charCodeAt(at - 1), signs.charCodeAt(at))) count -= 1;
  return count;
}

function isPair(first: number, second: number): boolean {
  return first >= 0xd800 && first <= 0xdbff && second >= 0xdc00 && second <= 0xdfff;
}

const letter = /[\p{L}〇]/u;
const japaneseLetter = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u;

/** Kana and the usual kanji: letters and Japanese, all of them. */
function isUsualJapanese(unit: number): boolean {
  if (unit >= 0x4e00) return unit <= 0x9fff;
  return (unit >= 0x3041 && unit <= 0x3096) || (unit >= 0x30a1 && unit <= 0x30fa) || unit === 0x30fc;
}

/** Nearly every sign is told by its number; patterns are asked about the rest. The second half of a pair is none. */
function letterAt(text: string, at: number): "japanese" | "other" | null {
  const unit = text.charCodeAt(at);
  if (unit < 0x80) {
    const small = unit | 0x20;
    return small >= 0x61 && small <= 0x7a ? "other" : null;
  }
  if (isUsualJapanese(unit)) return "japanese";
  const sign = String.fromCodePoint(text.codePointAt(at) ?? unit);
  if (!letter.test(sign)) return null;
  return japaneseLetter.test(sign) ? "japanese" : "other";
}

/**
 * Share of Japanese letters (hiragana, katakana, kanji, the prolonged mark) among all letters, 0-1; null when there are no
 * letters. Code, link targets and addresses are left out, for they are Latin in any language; digits, punctuation and
 * signs are no letters. A Chinese text counts as kanji: the ratio tells Japanese from English, not from Chinese.
 */
export function japaneseRatio(text: string): number | null {
  const prose = proseOf(text).normalize("NFKC");
  let japanese = 0;
  let all = 0;
  for (let at = 0; at < prose.length; at += 1) {
    const kind = letterAt(prose, at);
    if (kind === null) continue;
    all += 1;
    if (kind === "japanese") japanese += 1;
  }
  return all === 0 ? null : japanese / all;
}

/** The text without fenced and inline code, link and image targets, HTML tags and bare addresses. */
export function proseOf(text: string): string {
  return withoutFences(text)
    .split("\n")
    .map(withoutInlineCode)
    .join("\n")
    .replace(/\]\([^()\n]*\)/gu, "] ")
    .replace(/<\/?[A-Za-z][ -;=?-~]*>/gu, " ")
    .replace(/https?:\/\/[!-~]+/gu, " ");
}

// A fence that is never closed runs to the end, as in Markdown; a cut-off answer often ends so.
function withoutFences(text: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const mark: string | undefined = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === null) {
      if (mark === undefined) kept.push(line);
      else fence = mark;
    } else if (mark?.startsWith(fence) && line.trim() === mark) {
      fence = null;
    }
  }
  return kept.join("\n");
}

// Scanned by hand: a pattern for equal runs of backticks takes quadratic time on a model that repeats them.
function withoutInlineCode(line: string): string {
  if (!line.includes("`")) return line;
  const runs = [...line.matchAll(/`+/gu)].map((match) => ({ start: match.index, length: match[0].length }));
  const lastOfLength = new Map(runs.map((run) => [run.length, run]));
  let kept = "";
  let from = 0;
  for (let index = 0; index < runs.length; index++) {
    const open = runs[index];
    if (open === undefined || lastOfLength.get(open.length) === open) continue;
    let closing = index + 1;
    while (closing < runs.length && runs[closing]?.length !== open.length) closing++;
    kept += `${line.slice(from, open.start)} `;
    from = (runs[closing]?.start ?? open.start) + open.length;
    index = closing;
  }
  return kept + line.slice(from);
}
