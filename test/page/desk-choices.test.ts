import { describe, expect, it } from "vitest";
import { chosenBefore, chosenBy, pointsOf } from "../../page/desk/choices.ts";
import { deskWords } from "../../page/desk/desk-words.ts";

const on = (min: number, max: number) => ({ kind: "ratings", scale: { min, max } }) as const;
const pairs = { kind: "matches", scale: { min: 1, max: 10 } } as const;

describe("the points of a scale", () => {
  it("have a button each, up to eleven", () => {
    expect(pointsOf(on(1, 10))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(pointsOf(on(0, 10))).toHaveLength(11);
    expect(pointsOf(on(0, 1))).toEqual([0, 1]);
    expect(pointsOf(on(0.5, 3))).toEqual([0.5, 1.5, 2.5, 3]);
    expect(pointsOf(on(0, 100))).toBeNull();
    expect(pointsOf(pairs)).toBeNull();
  });
});

describe("a key", () => {
  const rated = (key: string, facts: ReturnType<typeof on>, now: number | null = null) => {
    const before = now === null ? null : ({ kind: "rated", rating: now } as const);
    const chosen = chosenBy(key, facts, pointsOf(facts), before);
    return chosen?.kind === "rated" ? chosen.rating : null;
  };

  it.each([
    ["1", on(1, 10), 1],
    ["９", on(1, 10), 9],
    ["0", on(1, 10), 10],
    ["0", on(0, 10), 0],
    ["0", on(0, 1), 0],
    ["6", on(1, 5), null],
    ["0", on(1, 5), null],
    ["7", on(0, 100), null],
    ["a", on(1, 10), null],
    ["12", on(1, 10), null],
  ] as const)("%s on %j chooses %s", (key, facts, rating) => {
    expect(rated(key, facts)).toBe(rating);
  });

  it("goes a step up or down, and stops at the ends", () => {
    expect(rated("ArrowRight", on(1, 10), 4)).toBe(5);
    expect(rated("ArrowLeft", on(1, 10), 1)).toBe(1);
    expect(rated("ArrowRight", on(1, 10), 10)).toBe(10);
    expect([rated("ArrowRight", on(1, 10)), rated("ArrowLeft", on(1, 10))]).toEqual([1, 10]);
  });

  it.each([
    ["ArrowLeft", "left"],
    ["ArrowDown", "tie"],
    ["3", "right"],
    ["0", null],
    ["constructor", null],
  ])("%s beside each other chooses %s", (key, side) => {
    const chosen = chosenBy(key, pairs, null, null);
    expect(chosen?.kind === "matched" ? chosen.side : null).toBe(side);
  });

  it("begins from what was given before", () => {
    expect(chosenBefore({ kind: "rated", rating: 3, note: "x" })).toEqual({ kind: "rated", rating: 3 });
    expect(chosenBefore({ kind: "skipped", reason: "other" })).toBeNull();
  });
});

it("the desk says everything in both languages", () => {
  expect(Object.keys(deskWords.ja)).toEqual(Object.keys(deskWords.en));
});
