/** Code points of the composed form (NFC) without white space, which is how Japanese length limits are meant. */
export function countCharacters(text: string): number {
  return [...text.normalize("NFC").replace(/\s+/gu, "")].length;
}

const letters = /[\p{L}〇]/gu;
const japaneseLetters = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u;

/**
 * Share of Japanese letters (hiragana, katakana, kanji, the prolonged mark) among all letters, 0-1; null when there are no
 * letters. Code, link targets and addresses are left out, for they are Latin in any language; digits, punctuation and
 * signs are no letters. A Chinese text counts as kanji: the ratio tells Japanese from English, not from Chinese.
 */
export function japaneseRatio(text: string): number | null {
  let japanese = 0;
  let all = 0;
  for (const [letter] of proseOf(text).normalize("NFKC").matchAll(letters)) {
    all++;
    if (japaneseLetters.test(letter)) japanese++;
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
