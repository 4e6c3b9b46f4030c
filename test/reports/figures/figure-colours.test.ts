import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { radarLimit } from "../../../src/reports/figures/figure-radar.ts";
import { darkTheme, lightTheme } from "../../../src/reports/figures/figure-style.ts";

type Triple = readonly [number, number, number];

/** Severity 1.0 on linear RGB: Machado, Oliveira and Fernandes 2009, table 1. */
const blindness: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

describe.each([
  ["light", lightTheme],
  ["dark", darkTheme],
])("colours of candidates, %s", (_, theme) => {
  it("never repeat among 24", () => {
    expect(theme.colours).toHaveLength(24);
    expect(leastDistance(theme.colours, (colour) => lab(linear(colour)))).toBeGreaterThan(14);
  });

  it("of one radar stay apart for every eye", () => {
    const first = theme.colours.slice(0, radarLimit);
    expect(leastDistance(first, (colour) => lab(linear(colour)))).toBeGreaterThan(19);
    for (const matrix of Object.values(blindness)) {
      expect(leastDistance(first, (colour) => lab(seenThrough(matrix, linear(colour))))).toBeGreaterThan(19);
    }
  });

  it("of one radar stay apart on a copier", () => {
    const greys = theme.colours.slice(0, radarLimit).map((colour) => lab(linear(colour))[0]);
    const sorted = [...greys].sort((a, b) => a - b);
    for (const [index, grey] of sorted.slice(1).entries()) expect(grey - (sorted[index] ?? 0)).toBeGreaterThan(4.9);
  });
});

it("the page's style sheet has the same colours", async () => {
  const style = await readFile("page/style.css", "utf8");
  const own = [...style.matchAll(/--c(\d+): (#[0-9a-f]{6});/gu)].map(([, slot, colour]) => [Number(slot), colour]);
  const expected = [lightTheme, darkTheme, darkTheme].flatMap(({ colours }) => [...colours.entries()]);
  expect(own).toEqual(expected.map(([slot, colour]) => [slot, colour]));
});

function leastDistance(colours: readonly string[], place: (colour: string) => Triple): number {
  const places = colours.map(place);
  let least = Number.POSITIVE_INFINITY;
  for (const [index, a] of places.entries()) {
    for (const b of places.slice(index + 1)) least = Math.min(least, Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]));
  }
  return least;
}

function seenThrough(matrix: readonly [Triple, Triple, Triple], [red, green, blue]: Triple): Triple {
  const [r, g, b] = matrix.map((row) => Math.min(1, Math.max(0, row[0] * red + row[1] * green + row[2] * blue)));
  return [r ?? 0, g ?? 0, b ?? 0];
}

function linear(colour: string): Triple {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** CIE L*a*b* under D65. */
function lab([red, green, blue]: Triple): Triple {
  const root = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : ((24389 / 27) * value + 16) / 116);
  const x = root((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = root(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = root((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
