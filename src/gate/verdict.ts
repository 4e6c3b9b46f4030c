/**
 * What a rule says. `incomplete`: there is not enough to say anything, which no flag turns into a pass. `below-floor`: the
 * score is shown to miss the lowest one allowed, whatever the baseline is.
 */
const verdicts = ["pass", "undecided", "incomplete", "below-floor", "regression"] as const;

export type Verdict = (typeof verdicts)[number];

/** From harmless to grave. */
const gravity = { pass: 0, undecided: 1, incomplete: 2, "below-floor": 3, regression: 3 } as const satisfies Record<
  Verdict,
  number
>;

/** The graver of two; of two equally grave ones the first. */
export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return gravity[a] >= gravity[b] ? a : b;
}
