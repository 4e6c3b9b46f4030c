import type { Bounds } from "../statistics/resampling/bootstrap-intervals.ts";
import { type NetWins, winRate } from "../statistics/strength/net-wins.ts";

/** Net wins told as a share of the games, a tie being half a win: 0 to 1. */
export interface WinRate {
  /** Null of nothing. */
  readonly mean: number | null;
  /**
   * At 0.95, t over questions; where every question has the same value, the exact bounds of net wins, of which each alone
   * holds. Null below 2 questions.
   */
  readonly low: number | null;
  readonly high: number | null;
  /** Studentised, over questions inside their categories; null below 2 questions, and where all are alike. */
  readonly bootstrap: Bounds | null;
}

/** `bounds`: of `netWinsBounds`, for questions that are all alike. */
export function winRateOf(
  { netWins, bootstrap, uniform }: Pick<NetWins, "netWins" | "bootstrap" | "uniform">,
  bounds: { readonly low: number; readonly high: number } | null,
): WinRate {
  const rate = (value: number | null) => (value === null ? null : winRate(value));
  const isTold = bootstrap !== null;
  const ends = uniform === null ? netWins : isTold ? bounds : null;
  const drawn = uniform === null ? (bootstrap?.studentised ?? null) : null;
  return {
    mean: rate(netWins.mean),
    low: rate(ends?.low ?? null),
    high: rate(ends?.high ?? null),
    bootstrap: drawn === null || drawn.low === null ? drawn : { low: winRate(drawn.low), high: winRate(drawn.high) },
  };
}
