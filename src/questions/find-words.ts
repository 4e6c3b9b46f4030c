import { bareText, comparedText, withoutOuterMarks } from "../text/bare-text.ts";
import { escapePattern } from "../text/escape.ts";

/**
 * Finds words that a question forbids, requires, or wants at an end of the answer. Width, bold, white space and marks around a
 * word never decide; a label that is asked for with a colon must still stand as a label.
 */
export interface WordFinder {
  readonly requires: (word: string) => boolean;
  readonly forbids: (word: string) => boolean;
  readonly startsWith: (text: string) => boolean;
  readonly endsWith: (text: string) => boolean;
}

export function findWords(answer: string): WordFinder {
  const bare = bareText(answer);
  // Long answers take long, and most questions ask for one of the two.
  const text = made(() => comparedText(bare));
  const wide = made(() => bare.normalize("NFKC").replace(/[^\S\n]+/gu, ""));
  return {
    requires: (word) => {
      const core = comparedText(withoutOuterMarks(word));
      if (/[:：]$/.test(word)) return new RegExp(`${escapePattern(core)}(?![\\p{L}\\p{N}])`, "u").test(text());
      return text().includes(core);
    },
    forbids: (word) => forbiddenMarks[word]?.test(bare) ?? forbiddenPattern(word).test(wide()),
    startsWith: (start) => comparedText(withoutOuterMarks(bare)).startsWith(comparedText(withoutOuterMarks(start))),
    endsWith: (end) => comparedText(withoutOuterMarks(bare)).endsWith(comparedText(withoutOuterMarks(end))),
  };
}

/** A text that is made once, when it is first asked for. */
function made(make: () => string): () => string {
  let text: string | null = null;
  return () => {
    text ??= make();
    return text;
  };
}

/** A forbidden mark is forbidden in all of its shapes. */
const forbiddenMarks: Readonly<Record<string, RegExp>> = { "、": /[、､，]/u, "。": /[。｡．]/u };

/** A forbidden ending with a full stop is forbidden before any end of a sentence. */
function forbiddenPattern(word: string): RegExp {
  const form = word.normalize("NFKC").replace(/[^\S\n]+/gu, "");
  const body = form.replace(/。$/u, "");
  if (body !== form) return new RegExp(`${escapePattern(body)}(?:[。!?…)]|$)`, "mu");
  return new RegExp(escapePattern(form), "u");
}
