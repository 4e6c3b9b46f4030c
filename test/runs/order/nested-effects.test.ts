import { describe, expect, it } from "vitest";
import { type NestedPlace, nestedEffects, type SeenDeviation } from "../../../src/runs/order/nested-effects.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

type TurnDeviation = NestedPlace & SeenDeviation;

const shares = { category: 0.4, question: 0.15, turn: 0.25, reply: 0.2 };
const at = (category: string, question: string, mean = 0, count = 0): TurnDeviation => ({
  category,
  question,
  mean,
  count,
});

const effectsAt = (places: readonly TurnDeviation[]) => nestedEffects(places, places, shares);

describe("nestedEffects", () => {
  it("expects at a turn what was seen there, less of it at the other turn, in the category, and nothing elsewhere", () => {
    const effects = effectsAt([at("math", "1", 1, 1), at("math", "1"), at("math", "2"), at("stem", "3")]);
    // The correlations themselves, since there is one observation.
    for (const [index, expected] of [0.8, 0.55, 0.4, 0].entries()) expect(effects[index]).toBeCloseTo(expected, 12);
  });

  it("knows nothing of anything while nothing was seen", () => {
    expect(effectsAt([at("math", "1"), at("stem", "2")])).toEqual([0, 0]);
    expect(effectsAt([])).toEqual([]);
  });

  it("is the best linear unbiased prediction from the covariances, solved as a system", () => {
    const random = makeRandom("nested");
    const places = Array.from({ length: 24 }, (_, index) =>
      at(`c${index % 3}`, `q${index % 12}`, randomNormal(random), Math.floor(random() * 4)),
    );
    const effects = effectsAt(places);
    for (const [index, expected] of solved(places).entries()) expect(effects[index]).toBeCloseTo(expected, 10);
  });
});

/** Covariances with what was seen times the inverse of the covariances of what was seen. */
function solved(places: readonly TurnDeviation[]): number[] {
  const seen = places.filter(({ count }) => count > 0);
  const together = (a: TurnDeviation, b: TurnDeviation): number =>
    (a.category === b.category ? shares.category : 0) +
    (a.question === b.question ? shares.question : 0) +
    (a === b ? shares.turn : 0);
  const rows = seen.map((a) => [...seen.map((b) => together(a, b) + (a === b ? shares.reply / a.count : 0)), a.mean]);
  for (let column = 0; column < seen.length; column += 1) {
    const pivot = rows[column] ?? [];
    for (const [index, row] of rows.entries()) {
      if (index === column) continue;
      const factor = (row[column] ?? 0) / (pivot[column] ?? 0);
      for (let at = column; at < row.length; at += 1) row[at] = (row[at] ?? 0) - factor * (pivot[at] ?? 0);
    }
  }
  const weights = rows.map((row, index) => (row.at(-1) ?? 0) / (row[index] ?? 0));
  return places.map((place) => seen.reduce((sum, one, index) => sum + together(place, one) * (weights[index] ?? 0), 0));
}
