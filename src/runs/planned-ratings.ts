import { type TextHash, textHasher } from "../files/canonical-json.ts";
import { judgmentPlanner, type PlanJudgment, type Rating, ratesTurn } from "../judgments/plan-judgment.ts";
import { judgeModelsFor, judgeModelsOf } from "../judgments/raters.ts";
import type { Question } from "../questions/question.ts";
import type { RunSpec } from "./run-spec.ts";

/** One judgment that an answer gets: by whom, planned how, and which repetition. */
export interface PlannedRating {
  /** Of the judge model that is asked. */
  readonly rating: Rating;
  readonly planJudgment: PlanJudgment;
  /** 1-based. */
  readonly repeat: number;
}

/** The judgments that a turn's answer gets in this run; none where the judge does not rate the turn. */
export type PlanRatings = (
  question: Question,
  at: { readonly turn: number; readonly trial: number },
) => readonly PlannedRating[];

/** Plans the ratings of one run after another, every judge model's with its own calls. */
export function ratingsPlanner(
  spec: Pick<RunSpec, "rating" | "repeats" | "repeatsOf" | "seed">,
  textHash: TextHash = textHasher(),
): PlanRatings {
  const { rating, repeats, repeatsOf, seed } = spec;
  if (rating === null) return () => [];
  const { raters, ...shared } = rating;
  const planners = new Map(
    judgeModelsOf(raters).map((judgeModel) => {
      const own: Rating = { ...shared, judgeModel, seed };
      return [judgeModel, { rating: own, planJudgment: judgmentPlanner(own, textHash) }] as const;
    }),
  );
  return (question, at) => {
    if (!ratesTurn(rating.judge, question, at.turn)) return [];
    const count = repeatsOf === undefined ? repeats : repeatsOf(question, at);
    const asked = judgeModelsFor(raters, question).flatMap((judgeModel) => planners.get(judgeModel) ?? []);
    return asked.flatMap((one) => Array.from({ length: count }, (_, index) => ({ ...one, repeat: index + 1 })));
  };
}

/** How many judgments a turn's answer gets in this run. */
export function countRatings(
  { rating, repeats, repeatsOf }: Pick<RunSpec, "rating" | "repeats" | "repeatsOf">,
  question: Question,
  at: { readonly turn: number; readonly trial: number },
): number {
  if (rating === null || !ratesTurn(rating.judge, question, at.turn)) return 0;
  const count = repeatsOf === undefined ? repeats : repeatsOf(question, at);
  return count * judgeModelsFor(rating.raters, question).length;
}
