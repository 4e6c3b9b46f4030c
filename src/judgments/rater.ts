import { z } from "zod";

const personPrefix = "person:";

/** Letters, digits, `.`, `_` and `-` of any script: what can be typed, said and put into a file name. */
const pseudonym = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]{0,63}$/u;

/** Who rated: the id of a judge's folder, or a person by pseudonym, `person:aoi`. */
export const judgeNameSchema = z.string().refine(
  (name) => {
    const person = pseudonymOf(name);
    return person === null || pseudonym.test(person);
  },
  { error: "expected person: and a pseudonym of at most 64 letters, digits, `.`, `_` and `-`" },
);

/** The pseudonym in a judge's name; null: the judge is a model. */
export function pseudonymOf(judge: string): string | null {
  return judge.startsWith(personPrefix) ? judge.slice(personPrefix.length) : null;
}

/** A person's name as the judge of a record. */
export function personJudge(name: string): string {
  return judgeNameSchema.parse(`${personPrefix}${name}`);
}
