import { describe, expect, test } from "vitest";
import type { PairTest } from "../../../src/statistics/families/pairwise-tests.ts";
import { pairwiseRankIntervals, rankIntervals } from "../../../src/statistics/resampling/rank-intervals.ts";

/** Resampled means as told, so many degrees of freedom that t is normal, and no correction. */
function ranked(
  series: readonly (readonly [mean: number, means: readonly number[]] | null)[],
  { correction = 1, degreesOfFreedom = Number.POSITIVE_INFINITY } = {},
) {
  return {
    series: series.map((one) =>
      one === null ? null : { intervals: { mean: one[0] }, means: Float64Array.from(one[1]) },
    ),
    correction,
    degreesOfFreedom,
  };
}
const open = { best: 1, worst: 2 };
const [first, second] = [
  { best: 1, worst: 1 },
  { best: 2, worst: 2 },
];

describe("ranks from resampled means", () => {
  // Against a series that never moves the other is off by 1 in each resample: the deviation is 1, and so is the reach.
  const still = [0, 0, 0, 0];
  const moved = [6, 8, 6, 8];

  test("by hand: a distance of the reach itself tells nothing, more does; the higher mean is first", () => {
    expect(
      rankIntervals(
        ranked([
          [1, moved],
          [0, still],
        ]),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked([
          [1.001, moved],
          [0, still],
        ]),
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked([
          [0, still],
          [1.001, moved],
        ]),
      ),
    ).toEqual([second, first]);
  });

  test("by hand: the reach is wider by the correction, and by t over z", () => {
    expect(
      rankIntervals(
        ranked(
          [
            [1.1, moved],
            [0, still],
          ],
          { correction: 1.11 },
        ),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked(
          [
            [1.1, moved],
            [0, still],
          ],
          { correction: 1.09 },
        ),
      ),
    ).toEqual([first, second]);
    // t(3) at 0.975 is 3.182446, z 1.959964: 1.6237 times. At a level of 0.8: 1.637744 and 1.281552, 1.2779 times.
    expect(
      rankIntervals(
        ranked(
          [
            [1.62, moved],
            [0, still],
          ],
          { degreesOfFreedom: 3 },
        ),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked(
          [
            [1.63, moved],
            [0, still],
          ],
          { degreesOfFreedom: 3 },
        ),
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked(
          [
            [1.27, moved],
            [0, still],
          ],
          { degreesOfFreedom: 3 },
        ),
        0.8,
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked(
          [
            [1.29, moved],
            [0, still],
          ],
          { degreesOfFreedom: 3 },
        ),
        0.8,
      ),
    ).toEqual([first, second]);
    // Without any degree of freedom as with one: 12.7062 over 1.959964, 6.4829.
    expect(
      rankIntervals(
        ranked(
          [
            [6.47, moved],
            [0, still],
          ],
          { degreesOfFreedom: 0 },
        ),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked(
          [
            [6.49, moved],
            [0, still],
          ],
          { degreesOfFreedom: 0 },
        ),
      ),
    ).toEqual([first, second]);
  });

  test("by hand: the reach is the quantile of the largest over the rivals, per resample", () => {
    // Deviations 2 (from 4, 0, 0, 0 about 1: 3, -1, -1, -1) scaled: ratios sqrt(3), 1/sqrt(3) three times.
    const once = [4, 0, 0, 0];
    const ratio = Math.sqrt(3);
    expect(
      rankIntervals(
        ranked([
          [ratio * ratio - 0.01, once],
          [0, still],
        ]),
        0.8,
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked([
          [ratio * ratio + 0.01, once],
          [0, still],
        ]),
        0.8,
      ),
    ).toEqual([first, second]);
    // At 0.6 the quantile is the third of four in order.
    expect(
      rankIntervals(
        ranked([
          [1.01, once],
          [0, still],
        ]),
        0.6,
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked([
          [0.99, once],
          [0, still],
        ]),
        0.6,
      ),
    ).toEqual([open, open]);
  });

  test("by hand: what the two move apart counts, not what they move alike", () => {
    const up = [1, -1, 1, -1];
    const down = [-1, 1, -1, 1];
    // Apart by 2 each time: the deviation is 2.
    expect(
      rankIntervals(
        ranked([
          [1.9, up],
          [0, down],
        ]),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked([
          [2.1, up],
          [0, down],
        ]),
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked([
          [0.1, up],
          [0, up],
        ]),
      ),
    ).toEqual([first, second]);
  });

  test("without any spread a difference is certain, and none is a tie", () => {
    expect(
      rankIntervals(
        ranked([
          [1, still],
          [0, still],
        ]),
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked([
          [1, still],
          [1, still],
        ]),
      ),
    ).toEqual([open, open]);
    expect(
      rankIntervals(
        ranked([
          [0.1 + 0.2, still],
          [0.3, still],
        ]),
      ),
    ).toEqual([open, open]);
  });

  test("a series left out has no rank and no part; a resample without a mean stands at the centre", () => {
    expect(rankIntervals(ranked([[9, moved], null, [0, still]]))).toEqual([first, null, second]);
    expect(rankIntervals(ranked([null]))).toEqual([null]);
    expect(rankIntervals(ranked([[1, moved]]))).toEqual([first]);
    // 6 and 8 about 7, the two without a mean at 0: a deviation of sqrt(2/4), the largest ratio sqrt(2).
    const torn = [6, Number.NaN, 8, Number.NaN];
    expect(
      rankIntervals(
        ranked([
          [1.01, torn],
          [0, still],
        ]),
      ),
    ).toEqual([first, second]);
    expect(
      rankIntervals(
        ranked([
          [0.99, torn],
          [0, still],
        ]),
      ),
    ).toEqual([open, open]);
    expect(() => rankIntervals(ranked([]), 1)).toThrow("level: expected a number between 0 and 1, got 1");
  });

  test("by hand: three of them, the far one shown first, then the near one by a smaller reach", () => {
    // Against the first: the near rival moves by 1 at every second resample, the far one once by 3.
    const near = [1, -1, 1, -1, 1, -1];
    const far = [5, -1, -1, -1, -1, -1];
    // Far: deviation sqrt(30/6), the largest ratio sqrt(5); without it every ratio is 1.
    const three = (distance: number) =>
      rankIntervals(
        ranked([
          [0, still.concat(0, 0)],
          [distance, near],
          [-9, far],
        ]),
      )[0];
    expect(three(1.2)).toEqual({ best: 2, worst: 2 });
    expect(three(0.9)).toEqual({ best: 1, worst: 2 });
    const both = rankIntervals(
      ranked([
        [0, still.concat(0, 0)],
        [1.2, near],
        [-2, far],
      ]),
    )[0];
    // The far one no longer stands out, so that the near one is measured by sqrt(5).
    expect(both).toEqual({ best: 1, worst: 3 });
  });
});

test("ranks from pairs: a p-value of alpha itself counts, who loses moves down, who wins moves up from the last", () => {
  const pair = (one: number, other: number, difference: number, adjustedP: number): PairTest => ({
    first: one,
    second: other,
    difference,
    standardError: 1,
    degreesOfFreedom: 9,
    p: adjustedP,
    adjustedP,
  });
  const pairs = [pair(0, 1, 2, 0.05), pair(0, 2, -3, 0.01), pair(1, 2, -1, 0.0501)];
  expect(pairwiseRankIntervals(pairs, 3)).toEqual([
    { best: 2, worst: 2 },
    { best: 2, worst: 3 },
    { best: 1, worst: 2 },
  ]);
  expect(pairwiseRankIntervals(pairs, 3, 0.02)[1]).toEqual({ best: 1, worst: 3 });
  expect(() => pairwiseRankIntervals(pairs, 3, 0)).toThrow("alpha: expected a number between 0 and 1, got 0");
});
