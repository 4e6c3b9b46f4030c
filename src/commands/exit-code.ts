/** How a command ended. Everything that decides an exit code is one of these. */
export type Ending =
  | "done"
  | "regression"
  | "wrong-input"
  | "incomplete"
  | "undecided"
  | "bug"
  | "interrupted"
  | "terminated";

const codes = {
  done: 0,
  regression: 1,
  "wrong-input": 2,
  incomplete: 3,
  undecided: 3,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<Ending, number>;

export function exitCode(ending: Ending): number {
  return codes[ending];
}
