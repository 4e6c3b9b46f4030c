import { describe, expect, it } from "vitest";
import { axisRange, darkTheme, lightTheme, shortName, ticksOf } from "../../../src/reports/figures/figure-style.ts";
import { heatColour, heatInk } from "../../../src/reports/figures/heat-colour.ts";

describe("axisRange", () => {
  it("holds the values on whole steps", () => {
    const range = axisRange([6.47, 8.81], { min: 1, max: 10 });
    expect(range).toEqual({ min: 6, max: 9, step: 0.5 });
    expect(ticksOf(range)).toEqual([6, 6.5, 7, 7.5, 8, 8.5, 9]);
  });

  it("never leaves the scale, and has its lines at whole steps even then", () => {
    const range = axisRange([1.2, 9.9], { min: 1, max: 10 });
    expect(range).toMatchObject({ min: 1, max: 10, step: 2 });
    expect(ticksOf(range)).toEqual([2, 4, 6, 8, 10]);
  });

  it("ends at zero when that is the last value", () => {
    expect(axisRange([-1.9, -0.4, 0], null)).toMatchObject({ max: 0 });
  });

  it("has room where all values are one, on any scale, at its ends and where all is zero", () => {
    for (const scale of [null, { min: 0, max: 1 }, { min: 1, max: 5 }, { min: 0, max: 100 }, { min: -3, max: 3 }]) {
      for (const value of scale === null ? [0, 2.5] : [scale.min, scale.max, (scale.min + scale.max) / 2]) {
        const range = axisRange([value, value], scale);
        expect(range.min).toBeLessThanOrEqual(value);
        expect(range.max).toBeGreaterThanOrEqual(value);
        expect(ticksOf(range).length).toBeGreaterThan(1);
      }
    }
    expect(axisRange([0, 0, 0], null, { min: 1, max: 10 })).toEqual({ min: -0.3, max: 0.3, step: 0.1 });
    expect(axisRange([0, -0], { min: 0, max: 1 })).toMatchObject({ min: 0 });
  });

  it("counts in steps that its labels show whole, on scales of a hundred and a thousand too", () => {
    expect(axisRange([13, 90], { min: 0, max: 100 })).toEqual({ min: 0, max: 100, step: 20 });
    expect(axisRange([55.2, 93.1], { min: 0, max: 100 })).toMatchObject({ step: 10 });
    expect(axisRange([-74, 0], null, { min: 0, max: 100 })).toEqual({ min: -80, max: 0, step: 20 });
    expect(axisRange([100, 950], { min: 0, max: 1_000 })).toMatchObject({ step: 200 });
  });

  it("has a range without any value", () => {
    expect(axisRange([], { min: 1, max: 10 })).toEqual({ min: 1, max: 10, step: 1 });
  });
});

describe("slots", () => {
  it.each([
    ["light", lightTheme],
    ["dark", darkTheme],
  ])("stand 3:1 on their paper: %s", (_, theme) => {
    for (const colour of theme.colours) expect(contrast(colour, theme.paper)).toBeGreaterThan(3);
  });
});

describe("heat map ink", () => {
  it.each([
    ["light", lightTheme],
    ["dark", darkTheme],
  ])("is readable on every step: %s", (_, theme) => {
    for (let share = 0; share <= 1; share += 0.05) {
      expect(contrast(heatInk(share, theme), hex(heatColour(share, theme)))).toBeGreaterThan(4.5);
    }
  });
});

describe("shortName", () => {
  it("keeps both ends of a long name, counting full width twice", () => {
    expect(shortName("organisation/model-instruct-2026", 15)).toBe("organis…ct-2026");
    expect(shortName("とても長い日本語の名前です", 11)).toBe("とて…です");
    expect(shortName("短い名前", 8)).toBe("短い名前");
  });

  it("lets nothing through that turns the text around", () => {
    expect(shortName("a\u202eb\nc")).toBe("a b c");
  });
});

function hex(rgb: string): string {
  const parts = rgb.match(/\d+/gu)?.map(Number) ?? [];
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
