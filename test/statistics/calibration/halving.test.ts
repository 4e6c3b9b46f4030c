import { describe, expect, test } from "vitest";
import { moreToHalve } from "../../../src/statistics/calibration/halving.ts";

describe("how many more rated units halve the interval", () => {
  test("of a finite whole with known noise", () => {
    const sampling = { rated: 16, units: 80, degreesOfFreedom: 15, drawn: 1 / 16, known: 1 / 80, noise: 0.2 / 80 };
    expect(moreToHalve(sampling, 0.95)).toEqual({ kind: "more", units: 25 });
    const larger = { rated: 24, units: 80, degreesOfFreedom: 23, drawn: 1 / 24, known: 1 / 80, noise: 0.1 / 80 };
    expect(moreToHalve(larger, 0.95)).toEqual({ kind: "more", units: 28 });
  });

  test("more of them where the noise is not known", () => {
    const sampling = { rated: 16, units: 80, degreesOfFreedom: 15, drawn: 1 / 16, known: 0, noise: 0 };
    expect(moreToHalve(sampling, 0.95)).toEqual({ kind: "more", units: 41 });
  });

  test("not even all of them where the raters' noise is in the way", () => {
    const sampling = { rated: 16, units: 40, degreesOfFreedom: 15, drawn: 1 / 16, known: 1 / 40, noise: 2 / 40 };
    const found = moreToHalve(sampling, 0.95);
    expect(found.kind).toBe("unattainable");
    expect(found.kind === "unattainable" && found.halfWidth).toBeCloseTo(0.4522874394673718, 8);
  });

  test("nothing where there is no width", () => {
    const sampling = { rated: 16, units: 80, degreesOfFreedom: 15, drawn: 0, known: 0, noise: 0 };
    expect(moreToHalve(sampling, 0.95)).toEqual({ kind: "no-width" });
  });
});
