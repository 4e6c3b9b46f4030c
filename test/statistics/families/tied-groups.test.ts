import { describe, expect, test } from "vitest";
import type { PairTest } from "../../../src/statistics/families/pairwise-tests.ts";
import { groupLetters, tiedGroups } from "../../../src/statistics/families/tied-groups.ts";

const pair = (first: number, second: number, adjustedP = 0.01): PairTest => ({
  first,
  second,
  difference: 1,
  standardError: 1,
  degreesOfFreedom: 9,
  p: adjustedP,
  adjustedP,
});
const five = [9, 8, 7, 6, 5];

describe("groups of tied series", () => {
  test("a p-value of alpha itself tells two apart, one above does not; alpha is 0.05 unless told", () => {
    expect(tiedGroups([2, 1], [pair(0, 1, 0.05)]).groups).toEqual([[0], [1]]);
    expect(tiedGroups([2, 1], [pair(0, 1, 0.0500001)]).groups).toEqual([[0, 1]]);
    expect(tiedGroups([2, 1], [pair(0, 1, 0.05)], { alpha: 0.01 }).groups).toEqual([[0, 1]]);
    expect(() => tiedGroups([2, 1], [], { alpha: 1 })).toThrow("alpha: expected a number between 0 and 1, got 1");
    expect(() => tiedGroups([2, 1], [], { limit: 0 })).toThrow("limit: expected a whole number of at least 1, got 0");
  });

  test("equal means stand in the order given, and pairs may be told from either side", () => {
    const groups = [
      [1, 0, 2],
      [3, 0, 2],
    ];
    expect(tiedGroups([5, 7, 5, 7], [pair(1, 3)])).toEqual({ groups, complete: true });
    expect(tiedGroups([5, 7, 5, 7], [pair(3, 1)])).toEqual({ groups, complete: true });
    expect(tiedGroups([5, 7, 5, 7], [pair(2, 1)]).groups).toEqual([
      [1, 3, 0],
      [3, 0, 2],
    ]);
  });

  test("by hand: 0 from 3 and 4, 1 from 4: three overlapping groups, those within another gone", () => {
    expect(tiedGroups(five, [pair(1, 4), pair(0, 4), pair(0, 3)]).groups).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
    ]);
  });

  test("by hand: groups that begin alike come by their last member", () => {
    // 1 and 2 differ, 3 and 4 differ: of 0 with one of each.
    const { groups } = tiedGroups(five, [pair(3, 4), pair(1, 2)]);
    expect(groups.map((group) => group.at(-1))).toEqual([3, 3, 4, 4]);
    expect(groups.map((group) => group.join(" ")).sort()).toEqual(["0 1 3", "0 1 4", "0 2 3", "0 2 4"]);
  });

  test("as many groups as the limit are all told, one more is not", () => {
    const pairs = [pair(0, 1), pair(2, 3)];
    expect(tiedGroups([9, 8, 7, 6], pairs, { limit: 4 })).toMatchObject({ complete: true });
    expect(tiedGroups([9, 8, 7, 6], pairs, { limit: 3 })).toMatchObject({ complete: false });
    // 26 unless told: six pairs that differ make 64 groups, five 32, four 16.
    const pairsOf = (count: number) => Array.from({ length: count }, (_, at) => pair(2 * at, 2 * at + 1));
    const means = Array.from({ length: 12 }, (_, at) => -at);
    expect(tiedGroups(means, pairsOf(4)).groups).toHaveLength(16);
    expect(tiedGroups(means, pairsOf(5)).complete).toBe(false);
  });

  test("by hand: runs of neighbours end before the first that differs from any inside", () => {
    const runs = (...pairs: readonly PairTest[]) => tiedGroups(five, pairs, { limit: 1 });
    expect(runs(pair(0, 2), pair(1, 4))).toEqual({
      groups: [
        [0, 1],
        [1, 2, 3],
        [2, 3, 4],
      ],
      complete: false,
    });
    expect(runs(pair(0, 3), pair(0, 2)).groups).toEqual([
      [0, 1],
      [1, 2, 3, 4],
    ]);
    expect(runs(pair(0, 4), pair(1, 2)).groups).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    expect(runs(pair(2, 0), pair(4, 1)).groups).toEqual([
      [0, 1],
      [1, 2, 3],
      [2, 3, 4],
    ]);
    expect(runs(pair(3, 4)).groups).toEqual([[0, 1, 2, 3], [4]]);
  });
});

test("letters by group, of no group none, after z with the number of the round", () => {
  expect(groupLetters([[2, 0], [0]], 4)).toEqual(["ab", "", "a", ""]);
  const many = Array.from({ length: 79 }, () => [0]);
  expect(groupLetters(many, 1)[0]?.slice(24)).toMatch(/^yza2b2.*z2a3.*z3a4$/);
  expect(() => groupLetters([], -1)).toThrow("series: expected a whole number of at least 0, got -1");
});
