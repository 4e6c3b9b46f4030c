import { describe, expect, it } from "vitest";
import { breaches } from "../../src/variants/generator.ts";
import { generators } from "../../src/variants/generators.ts";

// All hundred seeds are gone through by `npm run proof:variants`.
const seeds = ["1", "2", "3"];

describe.each(generators.map((generator) => ({ id: generator.id, generator })))("generator $id", ({ generator }) => {
  it("keeps its own demands with the original's parameters", () => {
    expect(generator.original().map(breaches)).toEqual([[], []]);
  });

  it("gives the same bytes for the same seed and other ones for another", () => {
    const texts = seeds.map((seed) => JSON.stringify(generator.vary(seed)));
    expect(seeds.map((seed) => JSON.stringify(generator.vary(seed)))).toEqual(texts);
    expect(new Set(texts).size).toBe(seeds.length);
  });

  it("never repeats the original's answers and keeps its own demands", () => {
    const original = generator.original();
    for (const seed of seeds) {
      for (const [index, turn] of generator.vary(seed).entries()) {
        expect(turn.answer).not.toBe(original[index]?.answer);
        if (index === 0) expect(turn.question).not.toBe(original[index]?.question);
        expect(breaches(turn)).toEqual([]);
      }
    }
  });
});
