import { referencesOf } from "../parse-references.ts";
import type { References } from "../question.ts";
import { type Errata, errataOf } from "./errata.ts";

/** The name that `--references` knows them by; a procedure of its own, since its texts have another hash. */
export const correctedName = "corrected";

/**
 * The set's default references with our own answers in the place of confirmed errata; null where there is nothing to
 * correct. An erratum without an answer leaves the text as it is, and `mtbench questions check` says so.
 */
export function correctedReferences(original: References | undefined, errata: Errata): References | null {
  if (original === undefined) return null;
  const corrected = new Map(original.byQuestion);
  let changed = false;
  for (const { question, turn, answer } of errataOf(errata, original.hash)) {
    const turns = corrected.get(question);
    if (answer === undefined || turns === undefined) continue;
    changed = true;
    corrected.set(
      question,
      turns.map((text, index) => (index === turn - 1 ? answer : text)),
    );
  }
  return changed ? referencesOf(correctedName, corrected) : null;
}
