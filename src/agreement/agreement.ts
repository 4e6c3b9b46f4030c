import type { ScaleBounds } from "../judges/scale.ts";
import { type BoardReliability, boardReliability } from "../statistics/agreement/board-reliability.ts";
import { type CrossedComponents, crossedComponents } from "../statistics/agreement/crossed-components.ts";
import { type DifferenceError, differenceError } from "../statistics/agreement/difference-error.ts";
import { type Alphas, alphasByCategory, alphasOf, type CategoryAlphas } from "./agreement-alpha.ts";
import { type CompleteTable, completeTable } from "./complete-table.ts";
import { type RatedTurn, ratedByAll, ratersOf, withRaters } from "./rated-turn.ts";
import { compareTwo, describeRaters, type RaterCharacter, type RaterPair } from "./rater-differences.ts";

/** What is known of how far raters of the same answers agree. */
export interface Agreement {
  readonly raters: readonly string[];
  /** Raters of at least half of the answers: severity, slope, components and reliability are theirs. */
  readonly panel: readonly string[];
  /** Answers that at least one of them rated. */
  readonly turns: number;
  /** Answers that the whole panel rated: severity and slope are taken from these. */
  readonly common: number;
  readonly questions: number;
  readonly overall: Alphas;
  readonly byCategory: readonly CategoryAlphas[];
  /** Of the panel. */
  readonly characters: readonly RaterCharacter[];
  /** By rater of the panel, then by candidate in the order of `candidates`: means over the common answers. */
  readonly scores: readonly (readonly number[])[];
  readonly candidates: readonly string[];
  /** Every two raters, on the answers that both rated. */
  readonly pairs: readonly (RaterPair & { readonly alphas: Alphas })[];
  /** Null where fewer than 2 candidates, raters or questions are complete. */
  readonly components: {
    readonly table: Omit<CompleteTable, "table">;
    readonly components: CrossedComponents;
    readonly error: DifferenceError;
  } | null;
  /** By rater, on the complete table; null where it says nothing. */
  readonly reliability: readonly { readonly rater: string; readonly board: BoardReliability | null }[];
}

export interface AgreementOptions {
  readonly seed: string | number;
  /** Default 2,000. */
  readonly resamples?: number;
  /** Intervals of means and of severities are cut to it; absent: the raters' scale is not known. */
  readonly scale?: ScaleBounds | undefined;
  /** Of the set, in its order; without it they are in the order of their names. */
  readonly categories?: readonly string[];
}

/** Measures the agreement of all raters that these turns have. One rater alone agrees with nobody: everything is null. */
export function measureAgreement(turns: readonly RatedTurn[], options: AgreementOptions): Agreement {
  const raters = ratersOf(turns);
  const panel = raters.filter((rater) => turns.filter((turn) => turn.ratings.has(rater)).length * 2 >= turns.length);
  const common = ratedByAll(turns, panel);
  const characters = describeRaters(common, panel, options);
  const pairs = raters.flatMap((first, index) =>
    raters.slice(index + 1).map((second) => {
      const shared = ratedByAll(turns, [first, second]);
      return {
        ...compareTwo(shared, first, second, options),
        alphas: alphasOf(withRaters(shared, [first, second]), options),
      };
    }),
  );
  const { table, ...kept } = completeTable(turns, panel);
  const whole = table.length >= 2 && panel.length >= 2 && kept.questions.length >= 2;
  const components = whole ? crossedComponents(table) : null;
  return {
    raters,
    panel,
    turns: turns.length,
    common: common.length,
    questions: new Set(turns.map((turn) => turn.question)).size,
    overall: alphasOf(turns, options),
    byCategory: alphasByCategory(turns, options, options.categories),
    ...characters,
    pairs,
    components: components === null ? null : { table: kept, components, error: differenceError(components) },
    reliability: panel.map((rater, index) => ({
      rater,
      board: boardReliability(table.map((judges) => judges[index] ?? [])),
    })),
  };
}
