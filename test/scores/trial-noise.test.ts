import { describe, expect, it } from "vitest";
import { trialNoise } from "../../src/scores/trial-noise.ts";
import { repeatGains } from "../../src/statistics/means/repeat-gains.ts";
import { varianceComponents } from "../../src/statistics/means/variance-components.ts";
import { makeCells } from "../support/make-cells.ts";

describe("trialNoise", () => {
  it("averages the turns of a question, trial by trial and reading by reading", () => {
    // The last trial of the second question has no rating in its second turn, so that it does not count.
    const cells = makeCells([
      [
        [
          [4, 6],
          [8, 8],
          [3, 5],
        ],
        [
          [6, 6],
          [6, 4],
          [5, 5],
        ],
      ],
      [
        [
          [9, 7],
          [7, 7],
          [1, 1],
        ],
        [[7, 7], [5, 9], []],
      ],
      [
        [
          [2, 4],
          [4, 4],
          [6, 6],
        ],
      ],
    ]);
    const tree = [
      [
        [5, 6],
        [7, 6],
        [4, 5],
      ],
      [[8, 7], [6, 8], []],
      [
        [2, 4],
        [4, 4],
        [6, 6],
      ],
    ];
    const noise = trialNoise(cells);
    expect(noise.components).toEqual(varianceComponents(tree));
    expect(noise).toMatchObject({ questions: 3, trials: 3, repeats: 2 });
    expect(noise.gains).toEqual(repeatGains(noise.components, { groups: 3, repeats: 3, readings: 2 }));
    // (5.5 + 7.5 + 3) / 3, (6.5 + 7 + 4) / 3, (4.5 + 6) / 2
    const means = [16 / 3, 17.5 / 3, 5.25];
    expect(noise.trialMeans).toEqual(means.map((mean) => expect.closeTo(mean, 12)));
    const middle = (16 / 3 + 17.5 / 3 + 5.25) / 3;
    const squares = means.reduce((sum, mean) => sum + (mean - middle) ** 2, 0);
    expect(noise.trialDeviation).toBeCloseTo(Math.sqrt(squares / 2), 12);
    const { repeat, reading } = noise.components;
    expect(noise.fresh).toBeCloseTo((repeat ?? Number.NaN) + (reading ?? Number.NaN) / 2, 12);
  });

  it("needs every turn of a trial, and as many readings as the turn with the fewest has", () => {
    const noise = trialNoise(
      makeCells([
        [
          [
            [5, 7],
            [6, 6],
          ],
          [[3], [4, 4]],
        ],
        [
          [
            [8, 8],
            [2, 4],
          ],
          [
            [8, 8],
            [2, 2],
          ],
        ],
      ]),
    );
    expect(noise.components).toEqual(
      varianceComponents([
        [[4], [5, 5]],
        [
          [8, 8],
          [2, 3],
        ],
      ]),
    );
    expect(noise.trialMeans).toEqual([6, 3.75]);
    expect(noise.trialDeviation).toBeCloseTo(2.25 / Math.SQRT2, 12);
  });

  it("knows no fresh variance where no answer was repeated, and nothing of nothing", () => {
    const once = trialNoise(makeCells([[[[4]]], [[[6]]], [[[7]]]]));
    expect(once).toMatchObject({ fresh: null, trialDeviation: null, trialMeans: [17 / 3], questions: 3, trials: 1 });
    expect(trialNoise([])).toMatchObject({
      ...{ fresh: null, questions: 0, trials: 0, repeats: 0, trialMeans: [], trialDeviation: null },
    });
    const empty = trialNoise(makeCells([[[[], []]], [[[5], [7]]]]));
    expect(empty).toMatchObject({ questions: 1, trials: 2, repeats: 1, trialMeans: [5, 7] });
  });

  it("has a fresh variance without a second reading: all of it is the answers'", () => {
    const noise = trialNoise(makeCells([[[[4], [6]]], [[[7], [7]]], [[[5], [2]]]]));
    // Within the questions: 2, 0 and 4.5.
    expect(noise.fresh).toBeCloseTo(6.5 / 3, 12);
    expect(noise.gains).toEqual(
      trialNoise(makeCells([[[[4], [6]]], [[[7], [7]]], [[[5], [2]]]], { category: () => "writing" })).gains,
    );
  });

  it("tells the trials of a question without any rating by null", () => {
    const noise = trialNoise(makeCells([[[[4], []]], [[[6], []]]]));
    expect(noise.trialMeans).toEqual([5, null]);
    expect(noise.trialDeviation).toBeNull();
  });
});
