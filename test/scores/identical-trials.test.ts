import { describe, expect, it } from "vitest";
import { collectCells } from "../../src/scores/cells.ts";
import { cacheWarning, identicalRuns, identicalTrials, looksCached } from "../../src/scores/identical-trials.ts";
import { procedure } from "../support/make-record.ts";
import { broke, said, type ToldAnswer, toldRecord } from "./told-record.ts";

const questions = [1, 2, 3].map((id) => ({ id: `${id}`, hash: `h${id}`, category: "math", turns: [1] }));
const cellsOf = (answers: readonly ToldAnswer[], trials: number) =>
  collectCells(toldRecord({ id: "北", questions, answers, launch: { trials } }), procedure).cells;
const answer = (question: number, trial: number, text: string, temperature: number | null | undefined = 0.7) => ({
  ...{ question, trial, outcome: said(text) },
  more: { sent: temperature === null ? null : temperature === undefined ? {} : { temperature } },
});

describe("identicalTrials", () => {
  it("counts turns with at least two sampled answers, and those whose answers are all one text", () => {
    const cells = cellsOf(
      [
        ...[answer(1, 1, "春"), answer(1, 2, "春"), answer(1, 3, "春")],
        ...[answer(2, 1, "夏"), answer(2, 2, "夏"), answer(2, 3, "秋")],
        ...[
          answer(3, 1, "冬"),
          { question: 3, trial: 2, outcome: broke("empty"), more: { sent: { temperature: 0.7 } } },
        ],
      ],
      3,
    );
    expect(identicalTrials(cells)).toEqual({ compared: 2, identical: 1 });
  });

  it("leaves out greedy answers and those that were not asked by us; no temperature is the server's own", () => {
    const cells = cellsOf(
      [
        ...[answer(1, 1, "春", 0), answer(1, 2, "春", 0)],
        ...[answer(2, 1, "夏", null), answer(2, 2, "夏", null)],
        ...[
          { question: 3, trial: 1, outcome: said("秋"), more: { sent: { top_p: 1 } } },
          { question: 3, trial: 2, outcome: said("秋"), more: { sent: { top_p: 1 } } },
        ],
      ],
      2,
    );
    expect(identicalTrials(cells)).toEqual({ compared: 1, identical: 1 });
  });
});

describe("identicalRuns", () => {
  it("counts over runs, at any temperature, turns that were answered more than once", () => {
    const one = cellsOf([answer(1, 1, "春", 0), answer(2, 1, "夏"), answer(3, 1, "秋")], 1);
    const other = cellsOf([answer(1, 1, "春", 0), answer(2, 1, "冬"), { question: 3, outcome: broke("empty") }], 1);
    expect(identicalRuns([one, other])).toEqual({ compared: 2, identical: 1 });
    expect(identicalRuns([one])).toEqual({ compared: 0, identical: 0 });
    expect(identicalRuns([one, other, one])).toEqual({ compared: 3, identical: 2 });
  });

  it("tells the turns of a question apart, and texts that nobody recorded are none", () => {
    const two = [{ id: "1", hash: "h1", category: "math", turns: [1, 2] }];
    const run = (first: string, second: string) =>
      collectCells(
        toldRecord({
          ...{ id: "北", questions: two },
          answers: [
            { question: 1, turn: 1, outcome: said(first) },
            { question: 1, turn: 2, outcome: said(second) },
          ],
        }),
        procedure,
      ).cells;
    expect(identicalRuns([run("春", "夏"), run("春", "夏")])).toEqual({ compared: 2, identical: 2 });
    expect(identicalRuns([run("春", "夏"), run("夏", "夏")])).toEqual({ compared: 2, identical: 1 });
    const unrecorded = { status: "answered", text: "", reasoning: null, truncated: false, unrecorded: true } as const;
    const imported = cellsOf([{ question: 1, outcome: unrecorded }], 1);
    expect(identicalRuns([imported, imported])).toEqual({ compared: 0, identical: 0 });
  });
});

describe("a cache", () => {
  it("shows in more than half of the turns, and is told with both numbers", () => {
    expect([looksCached({ compared: 4, identical: 2 }), looksCached({ compared: 4, identical: 3 })]).toEqual([
      false,
      true,
    ]);
    expect(looksCached({ compared: 0, identical: 0 })).toBe(false);
    expect(cacheWarning({ compared: 4, identical: 2 })).toBeNull();
    expect(cacheWarning({ compared: 4, identical: 3 })).toBe(
      "trials are byte-identical in 3 of 4 sampled turns: a cache upstream?",
    );
  });
});
