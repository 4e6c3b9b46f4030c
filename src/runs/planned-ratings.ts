import { ratesTurn } from "../judgments/plan-judgment.ts";
import type { Question } from "../questions/question.ts";
import type { RunSpec } from "./run-spec.ts";

/** Judgments that a turn's answer gets in this run; 0 where the judge does not rate the turn. */
export function plannedRatings(
  { rating, repeats, repeatsOf }: Pick<RunSpec, "rating" | "repeats" | "repeatsOf">,
  question: Question,
  at: { readonly turn: number; readonly trial: number },
): number {
  if (rating === null || !ratesTurn(rating.judge, question, at.turn)) return 0;
  return repeatsOf === undefined ? repeats : repeatsOf(question, at);
}
