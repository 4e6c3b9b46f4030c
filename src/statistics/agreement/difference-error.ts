import { chiSquareQuantile } from "../chi-square.ts";
import { requireFraction } from "../require-number.ts";
import type { CrossedComponents } from "./crossed-components.ts";

/** What the difference of two candidates' scores may be off by, in squared rating points and as standard errors. */
export interface DifferenceError {
  readonly questions: number;
  readonly judges: number;
  /** 2 (V_cq + V_res / J) / Q: other questions of the same kind, these judges. */
  readonly panel: { readonly squared: number; readonly standardError: number };
  /**
   * What is added when the judges are thought of as drawn from many like them: 2 V_cj / J. Null below 3 judges, where two
   * numbers would have to tell a variance.
   */
  readonly otherJudges: {
    readonly squared: number;
    /** Both parts together: the error over questions and judges. */
    readonly standardError: number;
    /** Of the added square: from the chi-square interval of the mean square of candidate x judge. */
    readonly low: number;
    readonly high: number;
    readonly level: number;
    /** (candidates - 1)(judges - 1): how many independent differences the variance is told from. */
    readonly degreesOfFreedom: number;
  } | null;
}

/**
 * The error of a difference over Q questions and J judges, from the variance components.
 *
 * The interval of V_cj = (MS_cj - MS_res) / Q takes MS_res as known: it has Q - 1 times as many degrees of freedom
 * (the limit of Tukey and Williams' interval, Searle, Casella and McCulloch 1992, 3.6).
 */
export function differenceError(
  components: CrossedComponents,
  design: { readonly questions?: number; readonly judges?: number; readonly level?: number } = {},
): DifferenceError {
  const { terms } = components;
  const Q = design.questions ?? components.questions;
  const J = design.judges ?? components.judges;
  const squared = (2 * (terms["candidate x question"].variance + terms.residual.variance / J)) / Q;
  const panel = { squared, standardError: Math.sqrt(squared) };
  if (components.judges < 3) return { questions: Q, judges: J, panel, otherJudges: null };
  const level = requireFraction(design.level ?? 0.95, "level");
  const { meanSquare, degreesOfFreedom, variance } = terms["candidate x judge"];
  const end = (p: number): number => {
    const bound = (degreesOfFreedom * meanSquare) / chiSquareQuantile(p, degreesOfFreedom);
    return (2 * Math.max(0, (bound - terms.residual.meanSquare) / components.questions)) / J;
  };
  const added = (2 * variance) / J;
  const otherJudges = {
    squared: added,
    standardError: Math.sqrt(squared + added),
    low: end(0.5 + level / 2),
    high: end(0.5 - level / 2),
    level,
    degreesOfFreedom,
  };
  return { questions: Q, judges: J, panel, otherJudges };
}
