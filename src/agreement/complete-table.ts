import { compareText } from "../statistics/resampling/strata.ts";
import { meanRating, type RatedTurn } from "./rated-turn.ts";

/** The complete part of candidates x raters x questions, and what had to go. */
export interface CompleteTable {
  readonly raters: readonly string[];
  readonly candidates: readonly string[];
  readonly questions: readonly string[];
  /** table[candidate][rater][question]: mean over the question's turns. */
  readonly table: readonly (readonly (readonly number[])[])[];
  readonly dropped: { readonly candidates: readonly string[]; readonly questions: readonly string[] };
}

/**
 * Leaves out candidates and questions until every rater has rated every turn of what is left. Each time the one with the
 * largest share of missing cells goes, a candidate before a question; a question's turns are those that anybody rated.
 */
export function completeTable(turns: readonly RatedTurn[], raters: readonly string[]): CompleteTable {
  const allCandidates = [...new Set(turns.map((turn) => turn.candidate))].sort(compareText);
  const allQuestions = [...new Set(turns.map((turn) => turn.question))].sort(compareText);
  const turnsOf = new Map<string, Set<number>>();
  const cells = new Map<string, Map<number, RatedTurn[]>>();
  for (const turn of turns) {
    turnsOf.set(turn.question, (turnsOf.get(turn.question) ?? new Set()).add(turn.turn));
    const key = cellKey(turn.candidate, turn.question);
    const cell = cells.get(key) ?? new Map<number, RatedTurn[]>();
    cells.set(key, cell.set(turn.turn, [...(cell.get(turn.turn) ?? []), turn]));
  }
  const means = new Map<string, readonly number[] | null>();
  for (const candidate of allCandidates) {
    for (const question of allQuestions) {
      const cell = cells.get(cellKey(candidate, question));
      const wanted = [...(turnsOf.get(question) ?? [])];
      means.set(cellKey(candidate, question), raterMeans(wanted, cell, raters));
    }
  }
  const missing = (candidate: string, question: string) => (means.get(cellKey(candidate, question)) === null ? 1 : 0);
  let [candidates, questions] = [allCandidates, allQuestions];
  for (;;) {
    const holes = (list: readonly string[], of: (name: string) => number) =>
      list.map((name) => ({ name, share: of(name) })).reduce(worst, { name: "", share: 0 });
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const candidate = holes(candidates, (name) => sum(questions.map((q) => missing(name, q))) / questions.length);
    const question = holes(questions, (name) => sum(candidates.map((c) => missing(c, name))) / candidates.length);
    if (candidate.share === 0 || candidates.length === 0 || questions.length === 0) break;
    if (candidate.share >= question.share) candidates = candidates.filter((name) => name !== candidate.name);
    else questions = questions.filter((name) => name !== question.name);
  }
  const table = candidates.map((candidate) =>
    raters.map((_, rater) =>
      questions.map((question) => means.get(cellKey(candidate, question))?.[rater] ?? Number.NaN),
    ),
  );
  const gone = (all: readonly string[], kept: readonly string[]) => all.filter((name) => !kept.includes(name));
  const dropped = { candidates: gone(allCandidates, candidates), questions: gone(allQuestions, questions) };
  return { raters, candidates, questions, table, dropped };
}

function worst(one: { name: string; share: number }, other: { name: string; share: number }) {
  return other.share > one.share ? other : one;
}

/** By rater; null when a rater lacks one of the turns. Answers of several trials are averaged. */
function raterMeans(
  wanted: readonly number[],
  cell: ReadonlyMap<number, readonly RatedTurn[]> | undefined,
  raters: readonly string[],
): readonly number[] | null {
  const means: number[] = [];
  for (const rater of raters) {
    const perTurn: number[] = [];
    for (const turn of wanted) {
      const ratings = (cell?.get(turn) ?? []).flatMap((answer) => meanRating(answer, rater) ?? []);
      if (ratings.length === 0) return null;
      perTurn.push(ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length);
    }
    means.push(perTurn.reduce((sum, rating) => sum + rating, 0) / perTurn.length);
  }
  return means;
}

/** A separator that no id holds. */
function cellKey(candidate: string, question: string): string {
  return `${candidate}\u0000${question}`;
}
