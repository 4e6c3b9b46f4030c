import { describe, expect, test } from "vitest";
import { designStandardError, repeatGains } from "../../../src/statistics/means/repeat-gains.ts";
import { varianceComponents } from "../../../src/statistics/means/variance-components.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

const balanced = [
  [
    [8, 6],
    [5, 5],
  ],
  [
    [2, 4],
    [3, 1],
  ],
];

describe("varianceComponents", () => {
  test("balanced, by hand", () => {
    // Repeat means 7 5 3 2, group means 6 2.5, mean 4.25. MS: reading 6/4 = 1.5, repeat 5/2 = 2.5, group 24.5/1.
    // Components: 1.5, (2.5 - 1.5)/2 = 0.5, (24.5 - 2.5)/4 = 5.5.
    const components = varianceComponents(balanced);
    expect(components.reading).toBeCloseTo(1.5, 13);
    expect(components.repeat).toBeCloseTo(0.5, 13);
    expect(components.group).toBeCloseTo(5.5, 13);
    expect(components.degreesOfFreedom).toEqual({ group: 1, repeat: 2, reading: 4 });
  });

  test("unequal repeats, one reading each, by hand", () => {
    // Within (2 + 2) / 3; between 30; n0 = (5 - 13/5) / 1 = 2.4; group = (30 - 4/3) / 2.4.
    const components = varianceComponents([
      [[1], [2], [3]],
      [[6], [8]],
    ]);
    expect(components.reading).toBeNull();
    expect(components.repeat).toBeCloseTo(4 / 3, 13);
    expect(components.group).toBeCloseTo((30 - 4 / 3) / 2.4, 13);
  });

  test("one repeat read twice: readings are told apart, repeats are not", () => {
    const components = varianceComponents([[[7, 9]], [[3, 3]]]);
    // MS_reading = 2/2 = 1; MS_group = 2 * (2.5^2 * 2) = 25; group = (25 - 1) / 2.
    expect(components).toMatchObject({ reading: 1, repeat: null, group: 12 });
  });

  test("nothing repeated: one variance", () => {
    expect(varianceComponents([[[7]], [[3]]])).toMatchObject({ reading: null, repeat: null, group: 8 });
    expect(varianceComponents([[[7]]])).toMatchObject({ reading: null, repeat: null, group: null });
    expect(varianceComponents([])).toMatchObject({ reading: null, repeat: null, group: null });
  });

  test("a negative estimate is 0", () => {
    expect(
      varianceComponents([
        [[1], [9]],
        [[2], [8]],
      ]).group,
    ).toBe(0);
  });

  test("unbalanced: unbiased for known truth", () => {
    const random = makeRandom("components");
    const sums = { group: 0, repeat: 0, reading: 0 };
    const rounds = 200;
    for (let round = 0; round < rounds; round++) {
      const groups = Array.from({ length: 60 }, (_, index) => {
        const level = 2 * randomNormal(random);
        return Array.from({ length: 1 + (index % 3) }, (_, repeat) => {
          const answer = level + randomNormal(random);
          return Array.from({ length: 1 + ((index + repeat) % 2) }, () => answer + 0.5 * randomNormal(random));
        });
      });
      const components = varianceComponents(groups);
      sums.group += components.group ?? 0;
      sums.repeat += components.repeat ?? 0;
      sums.reading += components.reading ?? 0;
    }
    expect(sums.group / rounds).toBeGreaterThan(3.8);
    expect(sums.group / rounds).toBeLessThan(4.2);
    expect(sums.repeat / rounds).toBeCloseTo(1, 1);
    expect(sums.reading / rounds).toBeCloseTo(0.25, 1);
  });

  test("any order, the same result", () => {
    const turned = balanced
      .toReversed()
      .map((repeats) => repeats.toReversed().map((readings) => readings.toReversed()));
    expect(varianceComponents(turned)).toEqual(varianceComponents(balanced));
  });

  test("names what is no number", () => {
    expect(() => varianceComponents([[[1]], [[2], [Number.NaN]]])).toThrow("groups[1][1][0]: expected a finite number");
  });
});

describe("repeatGains", () => {
  const components = varianceComponents(balanced);

  test("by hand", () => {
    // 5.5/2 + 0.5/4 + 1.5/8 = 3.0625; one more repeat: 5.5/2 + 0.5/6 + 1.5/12; one more reading: 5.5/2 + 0.5/4 + 1.5/12.
    const gains = repeatGains(components, { groups: 2, repeats: 2, readings: 2 });
    expect(gains.now).toBeCloseTo(Math.sqrt(3.0625), 13);
    expect(gains.oneMoreRepeat).toBeCloseTo(Math.sqrt(2.75 + 0.5 / 6 + 1.5 / 12), 13);
    expect(gains.oneMoreReading).toBeCloseTo(Math.sqrt(2.75 + 0.5 / 4 + 1.5 / 12), 13);
    expect(gains.endlessRepeats).toBeCloseTo(Math.sqrt(2.75), 13);
  });

  test("balanced: the standard error now is sd(group means) / sqrt(groups)", () => {
    // Group means 6 and 2.5: sd^2 = 6.125, over 2.
    expect(designStandardError(components, { groups: 2, repeats: 2, readings: 2 })).toBeCloseTo(
      Math.sqrt(6.125 / 2),
      13,
    );
  });

  test("what the design cannot tell is null", () => {
    const single = varianceComponents([[[7]], [[3]]]);
    expect(repeatGains(single, { groups: 2, repeats: 1, readings: 1 })).toEqual({
      now: 2,
      oneMoreRepeat: null,
      oneMoreReading: null,
      endlessRepeats: null,
    });
  });

  test("below 2 groups nothing is known, however often the one was measured", () => {
    const one = varianceComponents([
      [
        [7, 8],
        [5, 6],
      ],
    ]);
    expect(Object.values(repeatGains(one, { groups: 1, repeats: 2, readings: 2 }))).toEqual([null, null, null, null]);
  });

  test("refuses a design without repeats", () => {
    expect(() => repeatGains(components, { groups: 2, repeats: 0, readings: 1 })).toThrow(
      "design.repeats: expected a whole number of at least 1, got 0",
    );
  });
});
