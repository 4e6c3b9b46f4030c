/** How a launch ended, with the exit code that a program gives for it. */
export const launchExitCodes = {
  /** Every due call is settled. */
  done: 0,
  /** A server refused the key or the model. */
  "wrong-input": 2,
  /** A due call is left unsettled. */
  incomplete: 3,
  interrupted: 130,
  terminated: 143,
} as const;

export type LaunchOutcome = keyof typeof launchExitCodes;
