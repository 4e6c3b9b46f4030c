import type { Flips } from "../../statistics/strength/position-effect.ts";
import type { PairNetWins, PairTally } from "../../tallies/tally-pair.ts";
import type { WinRate } from "../../tallies/win-rate.ts";
import { fixed, signed } from "../tables/number-text.ts";

/** What the two orders of a turn say of each other, in words. */
export const flipKinds = [
  ["same", "same winner"],
  ["tie", "tie"],
  ["first", "whichever came first"],
  ["second", "whichever came second"],
  ["half", "winner in one order only"],
] as const satisfies readonly (readonly [keyof Flips, string])[];

/** Mean, interval, bootstrap and number of questions; where all questions are alike the exact one-sided bound. */
export function netCells({ netWins, bootstrap, uniform }: PairNetWins, bounds: PairTally["bounds"]): string[] {
  const { mean, clusters } = netWins;
  if (uniform === null) {
    const drawn = bootstrap === null ? "-" : estimateEnds(bootstrap.studentised);
    return [mean === null ? "-" : signed(mean), estimateEnds(netWins), drawn, String(clusters)];
  }
  const bound = bootstrap === null || bounds === null ? "-" : oneSided(bounds, uniform, signed);
  return [signed(uniform), bound, "-", String(clusters)];
}

export function rateCells({ mean, low, high, bootstrap }: WinRate, { uniform, netWins }: PairNetWins): string[] {
  const ends = (value: { readonly low: number | null; readonly high: number | null } | null) =>
    value?.low == null || value.high === null ? "-" : `${share(value.low)} to ${share(value.high)}`;
  const bound =
    uniform === null || low === null || high === null ? ends({ low, high }) : oneSided({ low, high }, uniform, share);
  return [mean === null ? "-" : share(mean), bound, ends(bootstrap), String(netWins.clusters)];
}

function oneSided(
  { low, high }: { readonly low: number; readonly high: number },
  uniform: number,
  word: (value: number) => string,
): string {
  if (uniform > 0) return `at least ${word(low)}`;
  return uniform < 0 ? `at most ${word(high)}` : `${word(low)} to ${word(high)}`;
}

/** Net wins end at -1 and 1. All alike shows no spread, which is not the same as knowing it. */
export function estimateEnds({ low, high }: { readonly low: number | null; readonly high: number | null }): string {
  if (low === null || high === null || low === high) return "-";
  return `${signed(Math.max(-1, low))} to ${signed(Math.min(1, high))}`;
}

function share(value: number): string {
  return `${fixed(100 * value, 1)} %`;
}
