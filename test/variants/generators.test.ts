import { describe, expect, it } from "vitest";
import { checkCheckpoints } from "../../src/questions/check-checkpoints.ts";
import { breaches } from "../../src/variants/generator.ts";
import { generators } from "../../src/variants/generators.ts";
import { found } from "./coding-solvers.ts";

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

// What a second reader found in variants that the checks above let pass (docs/variants.md): each kind has its test.
describe("what a reader found", () => {
  const drawn = (id: string, count = 60) => {
    const generator = generators.find((one) => one.id === id);
    if (generator === undefined) throw new Error(`no generator ${id}`);
    return {
      original: generator.original(),
      variants: Array.from({ length: count }, (_, seed) => generator.vary(seed)),
    };
  };
  const figures = (text: string): string => (text.replaceAll(",", "").match(/\d+/g) ?? []).join(" ");
  const ofMath = generators.filter(({ category }) => category === "math").map(({ id }) => id);

  // 150 logs for 150 bales; four degrees of kinship under other names.
  it.each([...ofMath, "225"])("%s never has the figures of the original's answer, whatever they count", (id) => {
    const { original, variants } = drawn(id);
    for (const turns of variants)
      expect(
        turns
          .map((turn) => figures(turn.answer))
          .filter((text, index) => text !== "" && text === figures(original[index]?.answer ?? "")),
      ).toEqual([]);
  });

  it("240 asks neither about 396 nor for the N of the original", () => {
    for (const [first, second] of drawn("240").variants) {
      expect(first.question).not.toContain("396");
      expect(second.answer).not.toMatch(/^N＝96、/);
    }
  });

  it.each(generators.map(({ id }) => id))("%s has no turn with one answer for all seeds", (id) => {
    const { variants } = drawn(id, 15);
    for (const turn of [0, 1]) expect(new Set(variants.map((turns) => turns[turn]?.answer)).size).toBeGreaterThan(1);
  });

  it("228 counts no talk of the five lines as the answer 5本", () => {
    const { variants } = drawn("228");
    const fives = variants.filter(([, second]) => second.answer === "5本");
    expect(fives.length).toBeGreaterThan(0);
    for (const [, { checkpoints }] of fives) {
      const met = (reply: string) => checkCheckpoints(checkpoints.slice(0, 1), reply)[0]?.outcome;
      expect(met("5本の縦線を見ると、答え：6本")).toBe("missed");
      expect(["答え：5本", "**答え：5本**", "答え：**5本**", "最少は5本です"].map(met)).toEqual(Array(4).fill("met"));
    }
  });

  it("229 puts pawns where a game could have them: on two files, none on the last rank", () => {
    for (const [, { question }] of drawn("229").variants) {
      const [, one = "", other = ""] = /盤の(\d.)と(\d.)に、先手の歩/.exec(question) ?? [];
      expect(one.charAt(0)).not.toBe(other.charAt(0));
      expect(`${one}${other}`).not.toContain("一");
    }
  });

  it("223 and 235 draw no name that runs into a particle or reads as another word", () => {
    for (const [{ question }] of drawn("235").variants) expect(question).not.toMatch(/はは/);
    for (const [first] of drawn("223").variants) {
      for (const name of found(/四人、(.+?)は、/, first.question).split("・"))
        expect(name).not.toMatch(/[がとのは]$|けさ/);
      // Nobody speaks of himself or herself by name.
      for (const [, speaker = "", said = ""] of first.question.matchAll(/^([ぁ-ん]+)(「.+」)$/gm))
        expect(said).not.toContain(speaker);
    }
  });

  it("226 says `both` only where there are two", () => {
    for (const [{ reference }] of drawn("226").variants) {
      const line = reference.split("\n")[1] ?? "";
      expect(line.includes("どちらも")).toBe(!line.includes("バスはもうなく"));
    }
  });
});
