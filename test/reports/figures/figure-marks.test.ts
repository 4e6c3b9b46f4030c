import { describe, expect, it } from "vitest";
import { markCount, markOf, shapePath, shapes } from "../../../src/reports/figures/figure-marks.ts";

describe("marks", () => {
  it("are 24 before one repeats", () => {
    expect(markCount).toBe(24);
    const marks = Array.from({ length: markCount }, (_, slot) => JSON.stringify(markOf(slot)));
    expect(new Set(marks).size).toBe(24);
    expect(markOf(24)).toEqual(markOf(0));
    expect(markOf(12)).toEqual({ shape: "circle", hollow: true });
  });

  it("have an outline each, about their point", () => {
    expect(new Set(shapes.map((shape) => shapePath(shape, 0, 0, 10))).size).toBe(12);
    expect(shapePath("triangle", 5, 5, 10)).toBe("M5 -6.5L16 13.5L-6 13.5Z");
    expect(shapePath("triangleDown", 5, 5, 10)).toBe("M5 16.5L-6 -3.5L16 -3.5Z");
    expect(shapePath("circle", 1, 2, 3)).toBe("M-2 2A3 3 0 1 1 4 2A3 3 0 1 1 -2 2Z");
  });
});
