import { expect, it } from "vitest";
import { lineExcess } from "../../../src/statistics/agreement/line-excess.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

const others = [1, 2, 3, 4].map((x, index) => ({ x, y: 2 * x + (index % 2 === 0 ? 0.1 : -0.1) }));

it("measures how far points lie above the line of the others, with the prediction interval of their mean", () => {
  const found = lineExcess([{ x: 5, y: 12 }], others);
  // Least squares of (1, 2.1), (2, 3.9), (3, 6.1), (4, 7.9): slope 1.96, at 5 it says 9.9; scatter 0.032 / 2.
  expect(found?.slope).toBeCloseTo(1.96, 12);
  expect(found?.excess).toBeCloseTo(12 - 9.9, 12);
  const reach = 4.302652729911275 * Math.sqrt(0.016 * (1 + 1 / 4 + 6.25 / 5));
  expect(found?.high).toBeCloseTo(2.1 + reach, 6);
  expect(found).toMatchObject({ others: 4, marked: 1 });
});

it("takes the level alone where the slope is set to one", () => {
  const found = lineExcess([{ x: 5, y: 12 }], others, "one");
  expect(found?.excess).toBeCloseTo(12 - 5 - 2.5, 12);
  expect(found?.slope).toBe(1);
});

it("says nothing from three others, of nobody, and where the others lie on top of each other", () => {
  expect(lineExcess([{ x: 5, y: 12 }], others.slice(1))).toBeNull();
  expect(lineExcess([], others)).toBeNull();
  expect(
    lineExcess(
      [{ x: 5, y: 12 }],
      [1, 2, 3, 4].map((y) => ({ x: 3, y })),
    ),
  ).toBeNull();
});

it("holds the true excess in 95 % of samples", () => {
  const random = makeRandom("excess");
  let held = 0;
  const samples = 1000;
  for (let sample = 0; sample < samples; sample += 1) {
    const point = (x: number, above = 0) => ({ x, y: 0.4 + 1.5 * x + above + 0.2 * randomNormal(random) });
    const found = lineExcess(
      [point(randomNormal(random), 0.3), point(randomNormal(random), 0.3)],
      Array.from({ length: 7 }, () => point(randomNormal(random))),
    );
    if (found !== null && found.low <= 0.3 && found.high >= 0.3) held += 1;
  }
  // The mean of two points at unlike x is taken at their mean x, which is exact on a line.
  expect(held / samples).toBeGreaterThan(0.935);
  expect(held / samples).toBeLessThan(0.965);
});
