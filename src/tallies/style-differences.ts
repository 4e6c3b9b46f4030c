import { textOfOutcome } from "../answers/answer.ts";
import { countCharacters } from "../text/measures.ts";
import type { LookedTurn } from "./collect-games.ts";

/** In what two answers may differ that a judge should not care about. The order is that of the covariates. */
export const styles = ["length", "lists", "headings", "bold"] as const;

export type Style = (typeof styles)[number];

/**
 * Differences of the answer of `one` from that of `other`: the logarithm of its length in characters without white space, and
 * of one more than its list items, headings and bold passages. Null where either text is not here.
 */
export function styleDifferences({ answers }: LookedTurn): readonly number[] | null {
  const [one, other] = [answers.one, answers.other].map((answer) =>
    answer === null ? null : textOfOutcome(answer.outcome),
  );
  if (one == null || other == null) return null;
  const [own, theirs] = [styleOf(one), styleOf(other)];
  return styles.map((style) => Math.log1p(own[style]) - Math.log1p(theirs[style]));
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
