import { type LaunchOutcome, launchExitCodes } from "../launch/launch-outcome.ts";

/** How a command ended. Everything that decides an exit code is one of these. */
export type Ending = LaunchOutcome | "regression" | "below-floor" | "undecided" | "bug";

const codes = {
  ...launchExitCodes,
  regression: 1,
  "below-floor": 1,
  undecided: 3,
  bug: 70,
} as const satisfies Record<Ending, number>;

export function exitCode(ending: Ending): number {
  return codes[ending];
}
