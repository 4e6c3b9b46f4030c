import { resampleWeights } from "../resampling/resample-weights.ts";
import { arrangeStrata } from "../resampling/strata.ts";
import { type DavidsonFit, fitDavidson } from "./davidson.ts";
import type { Game } from "./game.ts";
import { type PackedGames, packGames, weightsFor } from "./game-rows.ts";

export interface ResampledFits {
  readonly packed: PackedGames;
  /** Of the games as they are. */
  readonly fit: DavidsonFit;
  /** One a resample of the questions; none below 2 questions. */
  readonly draws: readonly DavidsonFit[];
  /** Questions less strata. */
  readonly degreesOfFreedom: number;
  /** A spread over the draws times this is not too small for the strata's size, as drawing n of n makes it. */
  readonly correction: number;
}

/** The fit, and the fits of resamples of the questions inside their categories. The games have to connect all players. */
export function resampleFits(
  games: readonly Game[],
  options: { readonly seed: string | number; readonly resamples: number; readonly withCovariates: boolean },
): ResampledFits {
  const packed = packGames(games, options);
  const { rows, questions } = packed;
  const fit = fitDavidson(
    rows,
    weightsFor(packed, () => 1),
  );
  if (questions.length < 2) return { packed, fit, draws: [], degreesOfFreedom: 0, correction: 1 };
  const { order, sizes } = arrangeStrata(questions.map(({ id, category }) => ({ id, stratum: category })));
  const times = resampleWeights(sizes, options);
  const place = new Int32Array(order.length);
  for (const [at, question] of order.entries()) place[question] = at;
  const draws = Array.from({ length: options.resamples }, (_, draw) => {
    const from = draw * order.length;
    const weights = weightsFor(packed, (question) => times[from + (place[question] as number)] as number);
    return fitDavidson(rows, weights, fit.parameters);
  });
  const spread = sizes.reduce((sum, size) => sum + (size * size) / Math.max(1, size - 1), 0) / order.length;
  return {
    packed,
    fit,
    draws,
    degreesOfFreedom: Math.max(1, order.length - sizes.length),
    correction: Math.sqrt(spread),
  };
}
