import { InputError } from "../errors.ts";
import { compareFields, describeDifference } from "../results/compare-fields.ts";
import { type CandidateComparison, compareCandidates } from "./compare-candidates.ts";
import type { ScoredFolder } from "./score-folder.ts";

/**
 * The candidate minus the baseline, question by question, over the turns that both have: differences and intervals in points
 * of the scale, p-values of a sign-flip test, the smallest true difference that so many questions would find. What so little
 * data cannot say is null.
 *
 * @throws InputError when the two were rated by different procedures, naming the fields.
 */
export function compare(candidate: ScoredFolder, baseline: ScoredFolder): CandidateComparison {
  if (candidate.procedure.hash !== baseline.procedure.hash) {
    throw new InputError("these candidates were rated by different procedures, so they cannot be compared", {
      problems: compareFields(baseline.procedure.fields, candidate.procedure.fields).map(describeDifference),
      hint: "Rate them by the same judge.",
    });
  }
  return compareCandidates(candidate.scores.cells, baseline.scores.cells, {
    scale: candidate.procedure.scale,
    categories: candidate.questions.categories,
  });
}
