import { textOfOutcome } from "../answers/answer.ts";
import type { AnnotatedQuestion } from "../questions/annotations.ts";
import { checkCheckpoints } from "../questions/check-checkpoints.ts";
import { checkConstraints } from "../questions/check-constraints.ts";
import { orderCategories } from "../questions/order-categories.ts";
import { type Proportion, shareOfValue } from "../statistics/means/proportion.ts";
import type { Cell } from "./cells.ts";

/** One demand of a question on one answer, decided by program. */
export interface CheckedDemand {
  /** The constraint's kind, or `value` for a checkpoint that is marked exact. */
  readonly kind: string;
  readonly held: boolean;
  /** What was found, in words; for a broken one also what was asked. */
  readonly reason: string;
}

/** One answer with what its question demands of it. */
export interface CheckedAnswer {
  readonly question: string;
  readonly category: string;
  /** 1-based. */
  readonly turn: number;
  readonly trial: number;
  readonly demands: readonly CheckedDemand[];
  /** Of this answer, by judge repeat; empty where it has none. */
  readonly ratings: readonly number[];
}

/** Every answer of a candidate whose turn demands something a program can decide. Calls no model. */
export function checkAnswers(cells: readonly Cell[], questions: readonly AnnotatedQuestion[]): CheckedAnswer[] {
  const byHash = new Map(questions.map((question) => [question.hash, question]));
  return cells.flatMap((cell) => {
    const question = byHash.get(cell.questionHash);
    if (question === undefined) return [];
    return cell.answers.flatMap((answer): CheckedAnswer[] => {
      const text = textOfOutcome(answer.outcome);
      if (text === null) return [];
      const demands = checkDemands(question, cell.turn, text);
      if (demands.length === 0) return [];
      const ratings = cell.trials[answer.trial - 1]?.ratings ?? [];
      const { questionId, category, turn } = cell;
      return [{ question: questionId, category, turn, trial: answer.trial, demands, ratings }];
    });
  });
}

/** The turn's constraints and its exact checkpoints on one answer. */
export function checkDemands(question: AnnotatedQuestion, turn: number, answer: string): CheckedDemand[] {
  const constraints = checkConstraints(question.constraints?.[turn - 1] ?? [], answer);
  const exact = (question.checkpoints?.[turn - 1] ?? []).filter((checkpoint) => checkpoint.exact);
  return [
    ...constraints.map(({ constraint, outcome, reason }) => ({
      kind: constraint.kind,
      held: outcome === "met",
      reason,
    })),
    ...checkCheckpoints(exact, answer).map(({ checkpoint, outcome }) => {
      const held = outcome === "met";
      return { kind: "value", held, reason: held ? checkpoint.text : `does not state: ${checkpoint.text}` };
    }),
  ];
}

/** How many of the demands of one sort were held, with Wilson's interval for answers clustered by question. */
export interface HeldShare {
  readonly name: string;
  readonly demands: number;
  readonly questions: number;
  readonly share: Proportion;
}

function heldShare(name: string, answers: readonly CheckedAnswer[], kind?: string): HeldShare {
  const clusters = new Map<string, number[]>();
  for (const { question, demands } of answers) {
    const chosen = demands.filter((demand) => kind === undefined || demand.kind === kind);
    if (chosen.length === 0) continue;
    const cluster = clusters.get(question) ?? [];
    clusters.set(question, cluster);
    cluster.push(...chosen.map((demand) => (demand.held ? 1 : 0)));
  }
  const values = [...clusters.values()];
  const demands = values.reduce((sum, cluster) => sum + cluster.length, 0);
  return { name, demands, questions: values.length, share: shareOfValue(values, 1) };
}

/** Shares by kind, in the order of first appearance, and by category, in the order of the set's `categories`. */
export function heldShares(
  answers: readonly CheckedAnswer[],
  order: readonly string[] = [],
): {
  readonly overall: HeldShare;
  readonly byKind: readonly HeldShare[];
  readonly byCategory: readonly HeldShare[];
} {
  const kinds = [...new Set(answers.flatMap(({ demands }) => demands.map((demand) => demand.kind)))];
  const categories = orderCategories(
    answers.map((answer) => answer.category),
    order,
  );
  return {
    overall: heldShare("all", answers),
    byKind: kinds.map((kind) => heldShare(kind, answers, kind)),
    byCategory: categories.map((category) =>
      heldShare(
        category,
        answers.filter((answer) => answer.category === category),
      ),
    ),
  };
}

/** From this rating on, a broken demand says something about the judge. */
export const praisedFrom = 8;

/** Answers that break something and were rated 8 or more all the same: a finding about the judge. */
export function praisedAndBroken(answers: readonly CheckedAnswer[]): CheckedAnswer[] {
  return answers.filter(
    ({ demands, ratings }) =>
      demands.some((demand) => !demand.held) &&
      ratings.length > 0 &&
      ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length >= praisedFrom,
  );
}
