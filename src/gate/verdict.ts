/** What a rule says. `incomplete`: there is not enough to say anything, which no flag turns into a pass. */
export const verdicts = ["pass", "undecided", "incomplete", "regression"] as const;

export type Verdict = (typeof verdicts)[number];

/** From harmless to grave. */
const gravity = { pass: 0, undecided: 1, incomplete: 2, regression: 3 } as const satisfies Record<Verdict, number>;

export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return gravity[a] >= gravity[b] ? a : b;
}
