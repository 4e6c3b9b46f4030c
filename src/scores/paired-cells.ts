import { compareIds } from "../questions/question-id.ts";
import type { CellPair } from "../statistics/means/paired-difference.ts";
import type { Cell } from "./cells.ts";
import { cellMean } from "./score.ts";

/** What a comparison needs of a cell; a baseline file holds no more. */
export type RatedCell = Pick<
  Cell,
  | "questionId"
  | "questionHash"
  | "category"
  | "turn"
  | "ratings"
  | "trials"
  | "planned"
  | "failed"
  | "due"
  | "truncated"
>;

/** The turns of one question that both sides have rated. */
export interface PairedQuestion {
  readonly questionId: string;
  readonly questionHash: string;
  readonly category: string;
  readonly turns: readonly { readonly turn: number; readonly candidate: number; readonly baseline: number }[];
}

/**
 * Cells rated on both sides, found by the question's text and the turn, question by question in the order of the ids.
 * A turn that either side lacks has no place in a paired comparison.
 */
export function pairCells(candidate: readonly RatedCell[], baseline: readonly RatedCell[]): PairedQuestion[] {
  const placeOf = (cell: RatedCell) => `${cell.questionHash} ${cell.turn}`;
  const others = new Map(baseline.map((cell) => [placeOf(cell), cell]));
  const questions = new Map<string, PairedQuestion & { turns: PairedQuestion["turns"][number][] }>();
  for (const cell of candidate) {
    const other = others.get(placeOf(cell));
    const [own, theirs] = [cellMean(cell), other === undefined ? null : cellMean(other)];
    if (own === null || theirs === null) continue;
    const { questionId, questionHash, category } = cell;
    const question = questions.get(questionHash) ?? { questionId, questionHash, category, turns: [] };
    question.turns.push({ turn: cell.turn, candidate: own, baseline: theirs });
    questions.set(questionHash, question);
  }
  const order = (a: PairedQuestion, b: PairedQuestion) =>
    compareIds(a.questionId, b.questionId) || (a.questionHash < b.questionHash ? -1 : 1);
  return [...questions.values()]
    .map((question) => ({ ...question, turns: question.turns.sort((a, b) => a.turn - b.turn) }))
    .sort(order);
}

/** Clusters of [candidate, baseline], one a question: what the statistics take. */
export function pairsOf(questions: readonly PairedQuestion[]): CellPair[][] {
  return questions.map(({ turns }) => turns.map(({ candidate, baseline }): CellPair => [candidate, baseline]));
}
