import { InputError } from "../errors.ts";
import type { QuestionSet } from "../questions/question.ts";
import { compareIds } from "../questions/question-id.ts";
import { likeness } from "../text/likeness.ts";
import { type Script, scriptOf } from "../text/script-of.ts";
import type { Wordings } from "./question-wording.ts";

/** Below it a text is not a rewording of the other one. */
const leastLikeness = 0.2;
/** So many recorded texts are needed before their likeness decides: one question may have been replaced. */
const fewest = 5;

/**
 * Translations and other benchmarks use the same question ids. Recorded questions in another language than the set's, or
 * mostly other questions altogether, must not stand under its name.
 *
 * @throws InputError that shows one of them
 */
export function refuseOtherQuestions(set: QuestionSet, wordings: Wordings, from: string): void {
  const pairs = set.questions.flatMap(({ id, turns }) =>
    [...(wordings.get(id) ?? [])].flatMap(([turn, text]) => {
      const own = turns[turn - 1];
      return own === undefined ? [] : [{ id, own, text }];
    }),
  );
  const foreign = pairs.flatMap(({ id, own, text }) => {
    const [ours, theirs] = [scriptOf(own), scriptOf(text)];
    return ours === null || theirs === null || ours === theirs ? [] : [{ id, text, theirs }];
  });
  const [example] = foreign;
  if (example !== undefined) {
    const ids = new Set(foreign.map(({ id }) => id)).size;
    throw refusal(set, `${ids} questions of ${from} are in another language (${languages(foreign)})`, example);
  }
  const alike = pairs.map(({ own, text }) => likeness(own, text)).sort((a, b) => a - b);
  const median = alike[Math.floor(alike.length / 2)];
  const [strange] = pairs.filter(({ own, text }) => likeness(own, text) < leastLikeness);
  if (pairs.length < fewest || median === undefined || median >= leastLikeness || strange === undefined) return;
  throw refusal(set, `most questions of ${from} are other ones than the set's`, strange);
}

function refusal(
  set: QuestionSet,
  what: string,
  { id, text }: { readonly id: string; readonly text: string },
): InputError {
  const line = text.replace(/\s+/gu, " ");
  return new InputError(`${what}, so nothing was imported under ${set.id}`, {
    problems: [`question ${id} there: ${line.length > 100 ? `${line.slice(0, 100)}...` : line}`],
    hint: "Name the set that was asked with --questions; a folder with a set.yaml beside its question file is one (docs/protocols.md).",
  });
}

function languages(all: readonly { readonly theirs: Script }[]): string {
  return [...new Set(all.map(({ theirs }) => theirs))].sort().join(", ");
}

/** Set ids by how many of a question file's texts they have word for word, best first; those that have none are left out. */
export function setsLike<S extends QuestionSet>(
  sets: readonly S[],
  wordings: Wordings,
): readonly { readonly set: S; readonly same: number; readonly of: number }[] {
  const of = [...wordings.values()].reduce((sum, turns) => sum + turns.size, 0);
  return sets
    .map((set) => {
      const turns = set.questions.flatMap(({ id, turns }) => turns.map((text, at) => ({ id, turn: at + 1, text })));
      return { set, of, same: turns.filter(({ id, turn, text }) => wordings.get(id)?.get(turn) === text).length };
    })
    .filter(({ same }) => same > 0)
    .sort((a, b) => b.same - a.same || compareIds(a.set.id, b.set.id));
}
