import { expect, it } from "vitest";
import type { Checkpoint } from "../../src/questions/annotations.ts";
import { checkCheckpoints } from "../../src/questions/check-checkpoints.ts";

const checkpoints: Checkpoint[] = [
  { text: "答えは42個", must: true, any: ["42個", "四十二個"] },
  { text: "関数の名", must: true, any: ["def to_wareki("] },
  { text: "誤った値を書かない", must: false, any: ["24個"] },
  { text: "たとえがうまい", must: true },
];

function outcomes(answer: string) {
  return checkCheckpoints(checkpoints, answer).map((one) => one.outcome);
}

it("finds literals in any width and across white space, also inside the literal", () => {
  const answer = "全部で ４２\n個。\n```python\ndef  to_wareki(d):\n```";
  expect(outcomes(answer)).toEqual(["met", "met", "met", "unknown"]);
  expect(checkCheckpoints(checkpoints, answer).map((one) => one.found)).toEqual(["42個", "def to_wareki(", null, null]);
});

it("keeps case, and tells what is missed from what must not be there", () => {
  expect(outcomes("DEF TO_WAREKI( で24 個")).toEqual(["missed", "missed", "violated", "unknown"]);
});

it("finds nothing in an empty answer", () => {
  expect(outcomes("")).toEqual(["missed", "missed", "met", "unknown"]);
});

it("finds the number of an exact checkpoint only whole, in bold too", () => {
  const exact: Checkpoint[] = [{ text: "答えは50", must: true, any: ["50", "五十"], exact: true }];
  const outcome = (answer: string) => checkCheckpoints(exact, answer)[0]?.outcome;
  for (const answer of ["答えは50です", "5**0**", "５０円", "5 0", "50.", "五**十**"])
    expect(outcome(answer), answer).toBe("met");
  for (const answer of ["150", "500", "1,50", "0.50", "50.5", "50,000"]) expect(outcome(answer), answer).toBe("missed");
});
