import { expect, it } from "vitest";
import { compareIds, questionIdSchema, writtenId } from "../../src/questions/question-id.ts";

it.each([
  [7, "7"],
  ["007", "7"],
  [0, "0"],
  ["000", "0"],
  ["elyza-12", "elyza-12"],
  [" 昔話 1 ", "昔話 1"],
  ["-1", "-1"],
  ["1e3", "1e3"],
  ["７", "７"],
])("%j is the id %j", (written, id) => {
  expect(questionIdSchema.parse(written)).toBe(id);
});

it.each([[1.5], [-1], [""], ["  "], ["a\nb"], ["x".repeat(201)], [null], [["1"]]])("%j is none", (written) => {
  expect(questionIdSchema.safeParse(written).success).toBe(false);
});

it("sorts digits by value and the rest by code unit, the same whatever the order given", () => {
  const order = [
    "0",
    "2",
    "10",
    "10a",
    "9007199254740993",
    "90071992547409930",
    "a",
    "q2",
    "q10",
    "q10-1",
    "問2",
    "問10",
  ];
  expect([...order].reverse().sort(compareIds)).toEqual(order);
  for (const a of order) {
    for (const b of order) {
      expect(Math.sign(compareIds(a, b))).toBe(Math.sign(order.indexOf(a) - order.indexOf(b)));
    }
  }
  expect(compareIds("q02", "q2")).toBe(-1);
});

it("is written as a number where it is one", () => {
  expect(["7", "q7", "99999999999999999999", "-1"].map(writtenId)).toEqual([7, "q7", "99999999999999999999", "-1"]);
});
