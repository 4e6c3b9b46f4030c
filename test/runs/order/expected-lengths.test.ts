import { describe, expect, it } from "vitest";
import { expectedLengths, type LengthPlace } from "../../../src/runs/order/expected-lengths.ts";
import { makeRandom, randomNormal } from "../../../src/statistics/resampling/random.ts";

const short: LengthPlace = { category: "math", question: "1", turn: 1 };
const long: LengthPlace = { category: "writing", question: "2", turn: 1 };

describe("expectedLengths", () => {
  it("expects what is typical while nothing is known", () => {
    const lengths = expectedLengths(12);
    expect([lengths.expected("haiku", short), lengths.mean("haiku")]).toEqual([12, 12]);
  });

  it("expects a writer to be long where another one was, as far as two go together", () => {
    const lengths = expectedLengths(12);
    lengths.learn("other", short, 1);
    lengths.learn("other", long, 4);
    // Deviations of ln 2 from the other's mean of 2 seconds, drawn to 0.8 of themselves.
    expect(lengths.expected("haiku", short)).toBeCloseTo(2 * 2 ** -0.8, 10);
    expect(lengths.expected("haiku", long)).toBeCloseTo(2 * 2 ** 0.8, 10);
    expect(lengths.mean("haiku")).toBeCloseTo((2 ** 0.2 + 2 ** 1.8) / 2, 10);
  });

  it("counts a writer by its own speed from its first reply on", () => {
    const lengths = expectedLengths(12);
    lengths.learn("other", short, 1);
    lengths.learn("other", long, 4);
    lengths.learn("haiku", long, 20);
    expect(lengths.expected("haiku", long)).toBeCloseTo(20, 10);
    expect(lengths.expected("haiku", short)).toBeCloseTo(20 / 2 ** 1.6, 10);
  });

  it("counts what a writer itself has shown: the trial before, the question's other turn, its category", () => {
    const lengths = expectedLengths(12);
    const places = {
      otherTurn: { ...long, turn: 2 },
      sibling: { ...long, question: "3" },
      alien: { ...short, category: "stem" },
    };
    for (const place of Object.values(places)) lengths.expected("haiku", place);
    for (const question of ["4", "5", "6", "7"]) lengths.learn("haiku", { category: "math", question, turn: 1 }, 10);
    lengths.learn("haiku", long, 80);
    const expected = (place: LengthPlace) => lengths.expected("haiku", place);
    // Its mean is 10 * 8 ** 0.2 seconds, from which 80 stand out by 8 ** 0.8.
    const ratios = [long, places.otherTurn, places.sibling].map((place) => expected(place) / expected(places.alien));
    for (const [index, share] of [0.8, 0.55, 0.4].entries()) {
      expect(ratios[index]).toBeCloseTo(8 ** (0.8 * share), 8);
    }
    // What it took in all is what was expected in all.
    const all = [...["4", "5", "6", "7"].map((question) => ({ category: "math", question, turn: 1 })), long];
    expect(all.reduce((sum, place) => sum + expected(place), 0)).toBeCloseTo(120, 8);
  });

  it("stops following writers that it turned out not to follow", () => {
    const random = makeRandom("useless");
    const lengths = expectedLengths(12);
    const places = Array.from({ length: 400 }, (_, index) => ({ category: "x", question: `${index}`, turn: 1 }));
    for (const place of places) lengths.learn("other", place, Math.exp(randomNormal(random)));
    const spread = () => {
      const logs = places.slice(300).map((place) => Math.log(lengths.expected("haiku", place)));
      const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    };
    expect(spread()).toBeGreaterThan(0.3);
    for (const place of places.slice(0, 300)) lengths.learn("haiku", place, Math.exp(0.3 * randomNormal(random)));
    expect(spread()).toBeLessThan(0.05);
  });

  it("stops trusting a writer's own earlier replies that said nothing of the later ones", () => {
    const random = makeRandom("whims");
    const places = Array.from({ length: 100 }, (_, index) => ({ category: "x", question: `${index}`, turn: 1 }));
    const spreadAfter = (length: (index: number) => number) => {
      const lengths = expectedLengths(12);
      for (let trial = 1; trial <= 4; trial += 1) {
        for (const [index, place] of places.entries()) {
          lengths.learn("haiku", place, Math.exp(length(index)));
          lengths.expected("haiku", place);
        }
      }
      const logs = places.map((place) => Math.log(lengths.expected("haiku", place)));
      const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    };
    const lasting = places.map(() => randomNormal(random));
    expect(spreadAfter((index) => lasting[index] ?? 0)).toBeGreaterThan(0.8);
    // Four trials of noise have a mean with a deviation of a half.
    expect(spreadAfter(() => randomNormal(random))).toBeLessThan(0.15);
  });

  it("makes expectations anew at the first replies, later whenever a quarter more has come", () => {
    const lengths = expectedLengths(12);
    const versions = Array.from({ length: 12 }, (_, index) => {
      lengths.learn("haiku", { ...short, question: `${index}` }, 1);
      return lengths.version();
    });
    expect(versions).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9, 10]);
  });

  it("learns nothing from a reply that took no time", () => {
    const lengths = expectedLengths(12);
    for (const seconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) lengths.learn("haiku", short, seconds);
    expect([lengths.expected("haiku", short), lengths.version()]).toEqual([12, 0]);
  });
});
