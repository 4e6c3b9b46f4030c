import { describe, expect, it } from "vitest";
import { isHungry, longestChainFirst, runLengths, turnByTurn } from "../../../src/runs/order/call-order.ts";
import type { ExpectedLengths } from "../../../src/runs/order/expected-lengths.ts";
import { makeQuestion } from "../../support/make.ts";

const two = makeQuestion({ id: "1" });

function told(seconds: (writer: string, turn: number) => number): ExpectedLengths {
  return {
    learn: () => undefined,
    expected: (writer, { turn }) => seconds(writer, turn),
    mean: () => 1,
    version: () => 1,
  };
}

const answers = told((_, turn) => (turn === 1 ? 10 : 4));
const judgments = told((writer, turn) => (writer === "slow" ? 7 : 2) * turn);

describe("longestChainFirst", () => {
  it("counts an answer, the turns after it and the judgment that ends last, in seconds", () => {
    const of = (raters: string[]) =>
      longestChainFirst(
        "haiku",
        { answers, judgments },
        () => raters,
        () => false,
      );
    expect([of(["quick"]).answer(two, 1)(1), of(["quick"]).answer(two, 2)(1)]).toEqual([18, 8]);
    // Members of a jury rate at once; the slowest ends last.
    expect([of(["quick", "slow"]).answer(two, 1)(1), of(["quick", "slow"]).answer(two, 2)(1)]).toEqual([28, 18]);
    expect([of([]).answer(two, 1)(1), of([]).answer(two, 2)(1)]).toEqual([14, 4]);
    expect(of(["quick"]).judgment(two, 2, "slow")(1)).toBe(14);
  });

  it("counts the first turn's judgment where it ends after all that follows", () => {
    const long = told((_, turn) => (turn === 1 ? 30 : 1));
    const order = longestChainFirst(
      "haiku",
      { answers, judgments: long },
      () => ["j"],
      () => false,
    );
    expect(order.answer(two, 1)(1)).toBe(40);
  });

  it("puts the shortest answer first while the judge is hungry", () => {
    let isHungryNow = true;
    const order = longestChainFirst(
      "haiku",
      { answers, judgments },
      () => ["quick"],
      () => isHungryNow,
    );
    const [first, second] = [order.answer(two, 1), order.answer(two, 2)];
    expect([first(1), second(1)]).toEqual([-10, -4]);
    // Asked once for each slot that comes free.
    isHungryNow = false;
    expect([first(1), first(2), second(2)]).toEqual([-10, 18, 8]);
  });

  it("follows what is learnt while a call waits", () => {
    const lengths = runLengths();
    const order = longestChainFirst(
      "haiku",
      lengths,
      () => [],
      () => false,
    );
    const single = makeQuestion({ id: "2", turns: ["一句だけ。"] });
    const chain = order.answer(single, 1);
    const before = chain(1);
    lengths.answers.learn("haiku", { category: single.category, question: single.hash, turn: 1 }, 90);
    expect([before, chain(2)]).toEqual([11.8, 90]);
  });
});

describe("isHungry", () => {
  const candidate = { seconds: 100, slots: 10, busy: 10 };
  it("is a judge with a free slot and more to do than the candidate", () => {
    expect(isHungry({ seconds: 44, slots: 4, busy: 3 }, candidate)).toBe(true);
    expect(isHungry({ seconds: 44, slots: 4, busy: 4 }, candidate)).toBe(false);
    expect(isHungry({ seconds: 40, slots: 4, busy: 0 }, candidate)).toBe(false);
  });
});

describe("turnByTurn", () => {
  it("puts first turns of four trials before second ones of the first", () => {
    const rank = (turn: number, trial: number) => turnByTurn(turn, trial)();
    expect([rank(1, 1) > rank(1, 2), rank(1, 4) > rank(2, 1), rank(1, 5) === rank(2, 1)]).toEqual([true, true, true]);
  });
});
