import { describe, expect, it } from "vitest";
import { exactInterval } from "../../../src/statistics/means/exact-proportion.ts";

describe("Clopper and Pearson's interval", () => {
  it("has the ends that closed forms give", () => {
    // No success: 1 - 0.025^(1/n); one of one: 0.025.
    const none = exactInterval(0, 10);
    expect(none).toMatchObject({ share: 0, low: 0 });
    expect(none.high).toBeCloseTo(1 - 0.025 ** 0.1, 10);
    expect(exactInterval(1, 1)).toMatchObject({ share: 1, high: 1 });
    expect(exactInterval(1, 1).low).toBeCloseTo(0.025, 10);
  });

  it("agrees with published tables, and is symmetric", () => {
    const half = exactInterval(5, 10);
    expect([half.share, exactInterval(3, 40).share]).toEqual([0.5, 0.075]);
    expect(half.low).toBeCloseTo(0.187086, 6);
    expect(half.high).toBeCloseTo(0.812914, 6);
    expect(exactInterval(3, 40).low).toBeCloseTo(1 - (exactInterval(37, 40).high ?? 0), 10);
  });

  it("is empty when nothing was asked, and refuses more successes than trials", () => {
    expect(exactInterval(0, 0)).toEqual({ share: null, low: null, high: null });
    expect(() => exactInterval(2, 1)).toThrow(RangeError);
  });
});
