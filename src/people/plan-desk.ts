import { InputError } from "../errors.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { ScaleBounds } from "../judges/scale.ts";
import type { DeskEstimate } from "../results/desk/desk-estimates.ts";
import type { DeskPlan } from "../results/desk/desk-plan.ts";
import { makeRandom } from "../statistics/resampling/random.ts";
import { dealParts } from "./deal-parts.ts";
import { drawQuestions } from "./draw-questions.ts";
import { peoplesProcedure } from "./peoples-procedure.ts";
import { type DeskCandidate, deskPopulation } from "./population.ts";
import type { Rubric } from "./rubric.ts";

/** What was asked for: the same request makes the same plan from the same records. */
export interface DeskRequest {
  readonly kind: "ratings" | "matches";
  readonly questionSet: DeskPlan["questionSet"];
  readonly candidates: DeskPlan["candidates"];
  readonly judge: DeskPlan["judge"];
  readonly seed: number;
  /** How many questions people rate. */
  readonly count: number;
  readonly raters: number;
  /** How many of them are rated twice. */
  readonly twice: number;
  readonly estimate: DeskEstimate;
  readonly mask: boolean;
  readonly rubric: Rubric;
  readonly scale: ScaleBounds;
  readonly references: string | null;
}

/** Hexadecimal digits of a plan's name. */
const idDigits = 10;

/** The name of the plan that a request makes, before it is made. */
export function planId(request: DeskRequest): string {
  return hashOf({ ...request, rubric: { ...request.rubric }, scale: { ...request.scale } }).slice(0, idDigits);
}

/**
 * Draws the questions and deals them out.
 *
 * @throws InputError where no question can be rated
 */
export function planDesk(request: DeskRequest, candidates: readonly DeskCandidate[]): DeskPlan {
  const { kind, seed, count, raters, twice, scale, mask, rubric, references } = request;
  const { questions, leftOut } = deskPopulation(candidates, makeRandom(`${seed}/trials`));
  if (questions.length === 0) {
    throw new InputError("there is no question that people could rate", {
      problems: [`questions without an answer of every candidate, or without the judge's rating: ${leftOut}`],
      hint: "Rate the answers with mtbench judge first, or name other candidates.",
    });
  }
  const strata = drawQuestions(questions, count, makeRandom(`${seed}/questions`));
  const drawn = strata.flatMap((stratum) => stratum.drawn);
  const deal = { candidates: candidates.length, pairs: kind === "matches", seed, twice };
  const seats = Math.min(raters, drawn.length);
  return {
    format: 1,
    id: planId(request),
    kind,
    questionSet: request.questionSet,
    candidates: request.candidates,
    judge: request.judge,
    seed,
    strata: strata.map(({ category, size, drawn: own }) => ({ category, questions: size, drawn: own.length })),
    leftOut,
    raters: seats,
    twice: Math.min(twice, drawn.length),
    estimate: request.estimate,
    mask,
    rubric,
    scale: { min: scale.min, max: scale.max },
    procedure: peoplesProcedure({ kind, rubric, scale, mask, references }),
    references,
    questions: drawn,
    parts: dealParts({ ...deal, questions: drawn.length, raters: seats }),
  };
}
