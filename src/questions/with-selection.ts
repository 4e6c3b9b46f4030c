import { InputError } from "../errors.ts";
import { didYouMean } from "../text/nearest.ts";
import type { QuestionSet } from "./question.ts";

export interface QuestionSelection {
  readonly categories?: readonly string[] | undefined;
  /** The first so many of the questions left, in file order. */
  readonly limit?: number | undefined;
}

/**
 * A part of a question set. Its questions have another hash than the whole set's, so its scores are never ranked with
 * those of the whole.
 *
 * @throws InputError for an unknown category, a limit that is not a positive whole number, or when nothing is left.
 */
export function withSelection<S extends QuestionSet>(set: S, { categories, limit }: QuestionSelection): S {
  const problems: string[] = [];
  for (const category of categories ?? []) {
    if (set.categories.includes(category)) continue;
    const hint = didYouMean(category, set.categories);
    problems.push(`unknown category ${JSON.stringify(category)}${hint === "" ? "" : `; ${hint}`}`);
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    problems.push(`limit: expected a whole number above 0, got ${limit}`);
  }
  if (problems.length > 0) {
    throw new InputError(`cannot select from question set ${JSON.stringify(set.id)}`, {
      problems,
      hint: `Its categories: ${set.categories.join(", ")}.`,
    });
  }
  const wanted = categories === undefined ? set.categories : set.categories.filter((one) => categories.includes(one));
  const questions = set.questions.filter((question) => wanted.includes(question.category)).slice(0, limit);
  if (questions.length === 0) throw new InputError(`no question of ${JSON.stringify(set.id)} is selected`);
  return { ...set, categories: wanted.filter((one) => questions.some((q) => q.category === one)), questions };
}
