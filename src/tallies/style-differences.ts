import { type AnswerRecord, textOfOutcome } from "../answers/answer.ts";
import { countCharacters } from "../text/measures.ts";
import type { LookedTurn } from "./collect-games.ts";

/** In what two answers may differ that a judge should not care about. The order is that of the covariates. */
export const styles = ["length", "lists", "headings", "bold"] as const;

export type Style = (typeof styles)[number];

/**
 * Differences of the answer of `one` from that of `other`: the logarithm of its length in characters without white space, and
 * of one more than its list items, headings and bold passages. Null where either text is not here. An answer is counted
 * once, however many others it is compared with.
 */
export function styleReader(): (turn: LookedTurn) => readonly number[] | null {
  const known = new Map<AnswerRecord, readonly number[] | null>();
  const measured = (answer: AnswerRecord | null): readonly number[] | null => {
    if (answer === null) return null;
    const before = known.get(answer);
    if (before !== undefined) return before;
    const text = textOfOutcome(answer.outcome);
    const counts = text === null ? null : styleOf(text);
    const found = counts === null ? null : styles.map((style) => Math.log1p(counts[style]));
    known.set(answer, found);
    return found;
  };
  return ({ answers }) => {
    const [own, theirs] = [measured(answers.one), measured(answers.other)];
    return own === null || theirs === null ? null : own.map((value, index) => value - (theirs[index] ?? 0));
  };
}

function styleOf(text: string): Readonly<Record<Style, number>> {
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
  return {
    length: countCharacters(text),
    lists: count(/^[ \t]{0,8}(?:[-*+・]|\d{1,3}[.)．）])[ \t\u3000]?\S/gmu),
    headings: count(/^[ \t]{0,3}#{1,6}[ \t]/gmu),
    bold: count(/\*\*[^*\n]{1,200}\*\*/gu),
  };
}
