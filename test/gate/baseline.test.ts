import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { formatBaseline, parseBaseline } from "../../src/gate/baseline.ts";
import { measured } from "./samples.ts";

const told = [
  [
    [[8], [7]],
    [[6.5], { failed: 1 }],
  ],
  [
    [{ unrated: 1 }, [3]],
    [{ ratings: [4], truncated: true }, [9]],
  ],
];
const baseline = measured(told, { id: "南十字/13b" });

function problemsOf(text: string): string {
  try {
    parseBaseline(text, "b.json");
  } catch (error) {
    if (error instanceof InputError) return [error.message, ...error.problems].join("\n");
    throw error;
  }
  return "";
}

describe("baseline file", () => {
  it("survives a round trip", () => {
    expect(parseBaseline(formatBaseline(baseline), "b.json")).toEqual(baseline);
  });

  it("has a line a question, in the order of their numbers, and equal bytes whatever the order given", () => {
    const text = formatBaseline(baseline);
    expect(text.split("\n").filter((line) => line.includes('"hash"') && line.includes('"turns"'))).toHaveLength(2);
    expect(formatBaseline({ ...baseline, cells: [...baseline.cells].reverse() })).toBe(text);
    const many = measured(Array.from({ length: 12 }, () => [[[5]]]));
    const ids = [...formatBaseline(many).matchAll(/\{"id":"(\d+)"/g)].map((match) => Number(match[1]));
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("shows one changed line when one rating changes", () => {
    const other = measured(
      [
        [
          [[8], [7]],
          [[6.5], { failed: 1 }],
        ],
        [
          [{ unrated: 1 }, [4]],
          [{ ratings: [4], truncated: true }, [9]],
        ],
      ],
      {
        id: "南十字/13b",
      },
    );
    const [before, after] = [baseline, other].map((one) => formatBaseline(one).split("\n"));
    expect(before?.filter((line, index) => line !== after?.[index])).toHaveLength(1);
  });

  it("is not written from an incomplete measurement", () => {
    expect(() => formatBaseline(measured([[[{ due: 1 }]], [[[3]]]]))).toThrowError(/1 ratings are due/);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ["not JSON", (text) => text.slice(0, 100), /not JSON/],
    ["another format", (text) => text.replace('"mtbenchBaseline": 2', '"mtbenchBaseline": 3'), /mtbenchBaseline/],
    ["a rating outside the scale", (text) => text.replace("[8]", "[11]"), /question 1, turn 1: 11 is outside 1 to 10/],
    ["a rating that is lost", (text) => text.replace("[8]", "[]"), /expected 1 ratings, accounted for 0/],
    ["a trial that is lost", (text) => text.replace("[8],[7]", "[8]"), /expected 2 trials, got 1/],
    [
      "a question that is lost",
      (text) => text.replace(/,\n {4}\{"id":"2".*\n/, "\n"),
      /does not belong to these questions/,
    ],
    ["a key of another protocol", (text) => text.replace(/"key": "..../, '"key": "0000'), /protocol.key/],
    ["a field that is not known", (text) => text.replace('"trials"', '"surplus": 1, "trials"'), /surplus/],
    ["an infinite rating", (text) => text.replace("[8]", "[1e999]"), /not a baseline/],
  ])("refuses %s", (_, damage, expected) => {
    expect(problemsOf(damage(formatBaseline(baseline)))).toMatch(expected);
  });
});
