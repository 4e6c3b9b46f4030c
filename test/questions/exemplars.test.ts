import { beforeAll, describe, expect, it } from "vitest";
import { checkCheckpoints } from "../../src/questions/check-checkpoints.ts";
import { checkConstraints } from "../../src/questions/check-constraints.ts";
import { exemplarLevels } from "../../src/questions/load-exemplars.ts";
import { ngramSimilarity } from "../../src/text/ngrams.ts";
import { type JaOriginal, loadJaOriginal } from "../support/ja-original.ts";

/** Texts shorter than this have too little room to differ. */
const shortest = 60;

let original: JaOriginal;
beforeAll(async () => {
  original = await loadJaOriginal();
});

/** What an answer breaks, in words. */
function breaches(id: string, turn: number, answer: string): string[] {
  const question = original.question(id);
  const constraints = checkConstraints(question.constraints?.[turn - 1] ?? [], answer);
  const checkpoints = checkCheckpoints(question.checkpoints?.[turn - 1] ?? [], answer);
  return [
    ...constraints.filter((one) => one.outcome === "broken").map((one) => one.reason),
    ...checkpoints
      .filter((one) => one.outcome === "missed" || one.outcome === "violated")
      .map((one) => `${one.outcome}: ${one.checkpoint.text}`),
  ].map((text) => `${id}, turn ${turn}: ${text}`);
}

describe("references", () => {
  it("satisfy every constraint and every checkpoint that names literals", () => {
    const found = original.set.questions.flatMap(({ id }) =>
      [1, 2].flatMap((turn) => breaches(id, turn, original.reference(id, turn))),
    );
    expect(found).toEqual([]);
  });
});

describe("exemplars", () => {
  it("are there at all three levels for every question of their category, once each", () => {
    expect([...original.exemplars.keys()].sort()).toEqual([...original.set.categories].sort());
    for (const [category, exemplars] of original.exemplars) {
      const ids = original.set.questions.filter((one) => one.category === category).map((one) => one.id);
      const due = ids.flatMap((id) => exemplarLevels.map((level) => `${id} ${level}`)).sort();
      expect(exemplars.map((one) => `${one.question_id} ${one.level}`).sort(), category).toEqual(due);
    }
  });

  it("of the strong level satisfy every constraint and every checkpoint that names literals, and have no flaw", () => {
    const strong = [...original.exemplars.values()].flat().filter((one) => one.level === "strong");
    expect(strong.filter((one) => one.flaw !== null)).toEqual([]);
    const found = strong.flatMap((one) =>
      one.turns.flatMap((text, index) => breaches(one.question_id, index + 1, text)),
    );
    expect(found).toEqual([]);
  });

  it("of the flawed level satisfy them too in a turn without the flaw", () => {
    const flawed = [...original.exemplars.values()].flat().filter((one) => one.level === "flawed");
    const sound = flawed.flatMap(({ question_id: id, turns, flaw }) =>
      turns.flatMap((text, index) => (flaw?.turns.includes(index + 1) === true ? [] : [{ id, turn: index + 1, text }])),
    );
    expect(sound.length).toBeGreaterThan(40);
    expect(sound.flatMap(({ id, turn, text }) => breaches(id, turn, text))).toEqual([]);
  });

  it("name the flaw of every flawed and every poor answer, with bands that fit", () => {
    for (const exemplar of [...original.exemplars.values()].flat()) {
      const { level, flaw, bands, question_id: id } = exemplar;
      for (const [index, [low, high]] of bands.entries()) {
        const isFlawed = flaw?.turns.includes(index + 1) === true;
        const place = `${id} ${level}, turn ${index + 1}`;
        if (level === "strong") expect(low, place).toBeGreaterThanOrEqual(7);
        else if (isFlawed) expect(high, place).toBeLessThanOrEqual(level === "poor" ? 4 : 7);
        else expect(low, place).toBeGreaterThanOrEqual(6);
      }
      if (level !== "strong") expect(flaw, `${id} ${level}`).not.toBeNull();
    }
  });

  it("use at least four kinds of flaw in each category", () => {
    for (const [category, exemplars] of original.exemplars) {
      const kinds = new Set(exemplars.filter((one) => one.level === "flawed").map((one) => one.flaw?.kind));
      expect(kinds.size, category).toBeGreaterThanOrEqual(4);
    }
  });

  // Where the layout is free, test/questions/ja-original/ compares the data.
  it("are not alike, neither with each other nor with the reference", () => {
    const alike: string[] = [];
    for (const exemplars of original.exemplars.values()) {
      for (const id of new Set(exemplars.map((one) => one.question_id))) {
        for (const index of [0, 1]) {
          const texts = [
            { name: "reference", text: original.reference(id, index + 1) },
            ...exemplars
              .filter((one) => one.question_id === id)
              .map((one) => ({ name: one.level, text: one.turns[index] ?? "" })),
          ].filter(({ text }) => text.length >= shortest);
          for (const [at, one] of texts.entries()) {
            for (const other of texts.slice(at + 1)) {
              const similarity = ngramSimilarity(one.text, other.text);
              if (similarity > 0.5)
                alike.push(`${id}, turn ${index + 1}: ${one.name} and ${other.name}: ${similarity.toFixed(2)}`);
            }
          }
        }
      }
    }
    expect(alike).toEqual([]);
  });
});
