import { describe, expect, it } from "vitest";
import { fitLine, fitShift, type LinkPoint, valueAt } from "../../../src/statistics/linking/fit-line.ts";
import { leaveOutError, rawError } from "../../../src/statistics/linking/leave-out.ts";
import { lineResiduals } from "../../../src/statistics/linking/misfits.ts";
import { anchorsForHalfWidth, halfWidthWith, spreadInterval } from "../../../src/statistics/linking/plan-anchors.ts";
import { predictionInterval } from "../../../src/statistics/linking/prediction-interval.ts";

const pointsOf = (...pairs: readonly [number, number][]): LinkPoint[] => pairs.map(([x, y]) => ({ x, y }));

// By hand: mean 3 and 4, Sxx 10, Sxy 8, residuals 0.6, -1.2, 1, -0.8, 0.4.
const five = pointsOf([1, 3], [2, 2], [3, 5], [4, 4], [5, 6]);

describe("a line through anchors", () => {
  it("is the least-squares line", () => {
    expect(fitLine(five)).toEqual({
      kind: "line",
      count: 5,
      slope: 0.8,
      intercept: expect.closeTo(1.6, 12),
      meanX: 3,
      sumSquaresX: 10,
      residualSd: expect.closeTo(Math.sqrt(3.6 / 3), 12),
    });
  });

  it("does not depend on the order of the anchors in the last digit", () => {
    expect(fitLine([...five].reverse())).toEqual(fitLine(five));
  });

  it("needs three anchors that differ in x", () => {
    expect(fitLine(five.slice(0, 2))).toBeNull();
    expect(fitLine(pointsOf([7.1, 3], [7.1, 4], [7.1, 5], [7.1, 6]))).toBeNull();
    // Means of thirds differ in the last digit only.
    expect(fitLine(pointsOf([0.1 + 0.2, 3], [0.3, 4], [0.3, 5]))).toBeNull();
    expect(() => fitLine(pointsOf([1, Number.NaN], [2, 3], [4, 5]))).toThrow(RangeError);
  });

  it("may fall; who uses it decides", () => {
    expect(fitLine(pointsOf([1, 3], [2, 2], [3, 1]))?.slope).toBeCloseTo(-1, 12);
  });
});

describe("a mean shift", () => {
  it("is the mean difference with its standard deviation", () => {
    const fit = fitShift(pointsOf([5, 6], [6, 8], [7, 10]));
    expect(fit).toEqual({ kind: "shift", count: 3, shift: 2, residualSd: 1 });
    expect(fit && valueAt(fit, 4)).toBe(6);
    expect(fitShift(pointsOf([5, 6]))).toBeNull();
  });
});

describe("the interval of one new score", () => {
  it("is t(n - 2) s sqrt(1 + 1/n + (x - mean)^2 / Sxx)", () => {
    const fit = fitLine(five);
    if (fit === null) throw new Error("no line");
    const at = predictionInterval(fit, 5);
    // t(3) at 97.5 % is 3.182446305; the variance is 1.2 (1 + 0.2 + 0.4).
    expect(at.value).toBeCloseTo(5.6, 12);
    expect(at.standardError).toBeCloseTo(Math.sqrt(1.2 * 1.6), 12);
    expect(at.high - at.value).toBeCloseTo(3.182446305 * Math.sqrt(1.92), 8);
    expect(at.value - at.low).toBeCloseTo(at.high - at.value, 12);
    const middle = predictionInterval(fit, 3);
    expect(middle.standardError).toBeCloseTo(Math.sqrt(1.2 * 1.2), 12);
  });

  it("of a shift is t(n - 1) sd sqrt(1 + 1/n), wherever x lies", () => {
    const fit = fitShift(pointsOf([5, 6], [6, 8], [7, 10]));
    if (fit === null) throw new Error("no shift");
    // t(2) at 97.5 % is 4.302652730.
    for (const x of [5, 7]) {
      const { value, high } = predictionInterval(fit, x);
      expect(value).toBe(x + 2);
      expect(high - value).toBeCloseTo(4.30265273 * Math.sqrt(4 / 3), 8);
    }
  });

  it("grows by the square of the slope times what the new score is noisier", () => {
    const fit = fitLine(five);
    if (fit === null) throw new Error("no line");
    const plain = predictionInterval(fit, 4).standardError;
    const noisy = predictionInterval(fit, 4, { extraVarianceX: 0.5 }).standardError;
    expect(noisy ** 2 - plain ** 2).toBeCloseTo(0.64 * 0.5, 12);
    // Spread 1.2 (1 + 0.2 + 0.1) = 1.56 with t(3), the excess with the normal quantile.
    const doubled = predictionInterval(fit, 4, { extraVarianceX: 0.5 });
    const squares = 3.182446305 ** 2 * 1.56 + 1.959963985 ** 2 * 0.64 * 0.5;
    expect((doubled.high - doubled.value) ** 2).toBeCloseTo(squares, 7);
    const perfect = fitLine(pointsOf([1, 1], [2, 2], [3, 3]));
    // No spread at all: only the noise is left, and it is known.
    const sure = perfect && predictionInterval(perfect, 2, { extraVarianceX: 0.04 });
    expect(sure && sure.high - sure.value).toBeCloseTo(1.959963985 * 0.2, 8);
    expect(() => predictionInterval(fit, 4, { extraVarianceX: -0.1 })).toThrow(RangeError);
    expect(() => predictionInterval(fit, 4, { level: 1 })).toThrow(RangeError);
  });
});

describe("leaving anchors out", () => {
  it("predicts each anchor by a line through the others", () => {
    // e / (1 - h) with h = 0.6, 0.3, 0.2, 0.3, 0.6.
    const misses = [0.6 / 0.4, -1.2 / 0.7, 1 / 0.8, -0.8 / 0.7, 0.4 / 0.4];
    const rms = Math.sqrt(misses.reduce((sum, miss) => sum + miss ** 2, 0) / 5);
    expect(leaveOutError(five, "line")).toEqual({
      rms: expect.closeTo(rms, 12),
      predicted: 5,
      points: 5,
      groups: 5,
    });
  });

  it("leaves whole families out, and passes over one without which there is no line", () => {
    const families = ["a", "a", "b", "c", "b"];
    const out = leaveOutError(five, "line", (index) => families[index] ?? "");
    // Without a: (3,5), (4,4), (5,6): 0.5 x + 3; without b: (1,3), (2,2), (4,4): 3/7 x + 2; without c: all but (4,4).
    const withoutC = fitLine(five.filter(({ x }) => x !== 4));
    if (withoutC === null) throw new Error("no line");
    const misses = [3 - 3.5, 2 - 4, 5 - (2 + 9 / 7), 6 - (2 + 15 / 7), 4 - valueAt(withoutC, 4)];
    expect(out.rms).toBeCloseTo(Math.sqrt(misses.reduce((sum, miss) => sum + miss ** 2, 0) / 5), 12);
    expect(out.groups).toBe(3);
    const two = leaveOutError(five, "line", (index) => (index < 3 ? "a" : "b"));
    expect(two).toMatchObject({ predicted: 2, points: 5 });
    expect(leaveOutError(five.slice(0, 3), "line")).toEqual({ rms: null, predicted: 0, points: 3, groups: 3 });
  });

  it("knows the error of the raw score", () => {
    expect(rawError(pointsOf([5, 6], [6, 8]))).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(rawError([])).toBeNull();
  });
});

describe("anchors that do not fit", () => {
  it("are judged by the spread of the others", () => {
    const residuals = lineResiduals(five);
    // e = 1 at x = 3, h = 0.2: others leave (3.6 - 1 / 0.8) / 2.
    expect(residuals?.[2]?.studentised).toBeCloseTo(1 / Math.sqrt(((3.6 - 1.25) / 2) * 0.8), 12);
    expect(residuals?.every(({ misfit }) => !misfit)).toBe(true);
  });

  it("is found when it stands out, and no other with it", () => {
    const points = [6, 6.5, 7, 7.5, 8, 8.5, 9].map((x, index) => ({ x, y: x - 1 + (index % 2 === 0 ? 0.05 : -0.05) }));
    points.push({ x: 7.2, y: 9 });
    const residuals = lineResiduals(points) ?? [];
    expect(residuals.map(({ misfit }) => misfit)).toEqual([false, false, false, false, false, false, false, true]);
    const last = residuals.at(-1);
    expect(last?.adjustedP).toBeLessThan(0.001);
  });

  it("multiplies p by the number of anchors", () => {
    const found = lineResiduals(five)?.[1];
    // |t| = 1.2 / sqrt((3.6 - 1.44 / 0.7) / 2 * 0.7); with t(2) the two-sided p is 1 - t / sqrt(t^2 + 2).
    const t = 1.2 / Math.sqrt(((3.6 - 1.44 / 0.7) / 2) * 0.7);
    expect(found?.studentised).toBeCloseTo(-t, 12);
    expect(found?.adjustedP).toBeCloseTo(Math.min(1, 5 * (1 - t / Math.sqrt(t * t + 2))), 10);
  });

  it("are not looked for below five anchors or without a line", () => {
    expect(lineResiduals(five.slice(0, 4))).toBeNull();
    expect(lineResiduals(pointsOf([1, 1], [1, 2], [1, 3], [1, 4], [1, 5]))).toBeNull();
  });

  it("has no opinion on an anchor that alone decides the line, and finds none in a perfect line", () => {
    const alone = lineResiduals(pointsOf([1, 1], [1, 2], [1, 3], [1, 4], [5, 5]));
    expect(alone?.[4]).toEqual({ residual: expect.closeTo(0, 9), studentised: null, adjustedP: null, misfit: false });
    const perfect = lineResiduals([1, 2, 3, 4, 5].map((x) => ({ x, y: 0.3 * x + 0.1 })));
    expect(perfect?.every(({ studentised, misfit }) => studentised === 0 && !misfit)).toBe(true);
  });

  it("finds the one anchor beside an otherwise perfect line", () => {
    const points = [1, 2, 3, 4, 5].map((x) => ({ x, y: x }));
    points.push({ x: 3, y: 4 });
    expect(lineResiduals(points)?.map(({ misfit }) => misfit)).toEqual([false, false, false, false, false, true]);
  });
});

describe("planning anchors", () => {
  it("gives the chi-square interval of the spread", () => {
    const { low, high } = spreadInterval(0.3, 16);
    expect(low).toBeCloseTo(0.3 * Math.sqrt(16 / 28.845350723), 8);
    expect(high).toBeCloseTo(0.3 * Math.sqrt(16 / 6.907664353), 8);
  });

  it("finds the fewest anchors", () => {
    // t(2) s sqrt(1.25) = 0.962, t(6) s sqrt(1.125) = 0.519, t(7) s sqrt(10/9) = 0.499
    expect(halfWidthWith(4, 0.2)).toBeCloseTo(4.30265273 * 0.2 * Math.sqrt(1.25), 8);
    const plan = anchorsForHalfWidth(0.5, 0.2);
    expect(plan).toEqual({ kind: "anchors", count: 9, halfWidth: expect.closeTo(0.49851, 4) });
    expect(halfWidthWith(8, 0.2)).toBeGreaterThan(0.5);
    expect(anchorsForHalfWidth(5, 0.2)).toMatchObject({ kind: "anchors", count: 4 });
  });

  it("says when no number reaches it", () => {
    expect(anchorsForHalfWidth(0.4, 0.3)).toEqual({
      kind: "unattainable",
      limit: expect.closeTo(1.959964 * 0.3, 5),
    });
    expect(anchorsForHalfWidth(0, 0)).toEqual({ kind: "unattainable", limit: 0 });
  });
});
