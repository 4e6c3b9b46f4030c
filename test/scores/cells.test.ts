import { describe, expect, it } from "vitest";
import { collectCells } from "../../src/scores/cells.ts";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { failed, procedure, rated, recordOf } from "../support/make-record.ts";

describe("collectCells", () => {
  it("adds up the launches of a procedure: a part first, the whole set later", () => {
    const questions = [
      [rated(8), rated(6)],
      [rated(4), rated(2)],
    ];
    const part = collectCells(recordOf("a", questions, [[1]]), procedure);
    expect(part.cells.map((cell) => cell.ratings)).toEqual([[8], [6]]);
    const whole = collectCells(recordOf("a", questions, [[1], [1, 2]]), procedure);
    expect(whole.cells.map((cell) => cell.ratings)).toEqual([[8], [6], [4], [2]]);
    expect(collectCells(recordOf("a", questions, [[1]]), "another procedure").cells).toEqual([]);
  });

  it("tells what the candidate failed from what is due", () => {
    const questions = [
      [failed("empty"), failed("skipped")],
      [failed("request-failed"), failed("skipped")],
    ];
    const { cells } = collectCells(recordOf("a", questions, [[1, 2]]), procedure);
    expect(cells.map(({ failed: own, due, unrated }) => [own, due, unrated["no-answer"] ?? 0])).toEqual([
      [1, 0, 1],
      [1, 0, 1],
      [0, 1, 0],
      [0, 1, 0],
    ]);
  });

  it("takes no answer that was made under other answering rules than its launches'", () => {
    const record = recordOf("a", [[rated(8)], [rated(6)]], [[1, 2]]);
    const [first] = [...record.answers.values()];
    if (first === undefined) throw new Error("no answer");
    const other = {
      ...first,
      key: "shorter",
      rules: "s".repeat(64),
      outcome: { status: "failed", reason: "empty", message: null, reasoning: null } as const,
    };
    const both = { ...record, answers: new Map([...record.answers, [other.key, other]]) };
    expect(collectCells(both, procedure).cells).toEqual(collectCells(record, procedure).cells);
    const { answers } = collectCells({ ...record, answers: new Map([[other.key, other]]) }, procedure).cells[0] ?? {};
    expect(answers).toEqual([]);
  });
});

describe("breaking must not pay", () => {
  // Ten questions; the second candidate answers like the first but fails the two that everybody finds hard.
  const ratings = [9, 8, 9, 8, 9, 8, 9, 8, 2, 1];
  const all = ratings.map((_, index) => index + 1);
  const steady = recordOf(
    "steady",
    ratings.map((rating) => [rated(rating)]),
    [all],
  );
  const breaking = recordOf(
    "breaking",
    ratings.map((rating) => [rating <= 2 ? failed("empty") : rated(rating)]),
    [all],
  );

  it("shows the higher plain mean beside what it would be, and leaves the rank open", () => {
    const [board] = makeLeaderboard([steady, breaking]);
    const row = board?.candidates.find((one) => one.id === "breaking");
    const other = board?.candidates.find((one) => one.id === "steady");
    expect(row?.score.mean).toBeCloseTo(8.5, 12);
    expect(other?.score.mean).toBeCloseTo(7.1, 12);
    expect(row?.withFailures.mean).toBeCloseTo((68 + 2) / 10, 12);
    expect(row?.score).toMatchObject({ rated: 8, planned: 10 });
    expect(row?.failures).toEqual({ empty: 2 });
    expect(row?.rank).toMatchObject({ from: 1, to: 2 });
    expect(other?.rank).toMatchObject({ from: 1, to: 2 });
  });

  it("never ranks a candidate with calls that are due", () => {
    const incomplete = recordOf("incomplete", [[rated(10)], [failed("request-failed")]], [[1, 2]]);
    const [board] = makeLeaderboard([incomplete]);
    expect(board?.candidates[0]).toMatchObject({ due: 1, rank: null });
  });
});
