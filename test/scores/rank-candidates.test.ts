import { describe, expect, it } from "vitest";
import { makeLeaderboard } from "../../src/scores/leaderboard.ts";
import { failed, rated, recordOf, type Turn } from "../support/make-record.ts";

const count = 20;
const all = Array.from({ length: count }, (_, index) => index + 1);

function candidate(id: string, turnOf: (question: number) => Turn) {
  return recordOf(
    id,
    all.map((_, question) => [turnOf(question)]),
    [all],
  );
}

function standings(...records: ReturnType<typeof candidate>[]) {
  const [board] = makeLeaderboard(records);
  return Object.fromEntries(
    (board?.candidates ?? []).map(({ id, rank, ties, score, withFailures }) => [
      id,
      { rank, ties, mean: score.mean, filled: withFailures.mean },
    ]),
  );
}

/** 7 or 7.2, in turn: a spread, so that tests have something to divide by. */
const steady = candidate("steady", (question) => rated(7 + (question % 2) / 5));

describe("two readings that disagree on who is better", () => {
  it("tie the two, though each reading alone tells them apart", () => {
    // Two points better on the six that it answers, six points worse on the fourteen that it fails.
    const breaking = candidate("breaking", (question) => (question < 6 ? rated(9) : failed("empty")));
    const found = standings(steady, breaking);
    expect(found.breaking?.mean).toBe(9);
    expect(found.breaking?.filled).toBe((6 * 9 + 14) / 20);
    expect(found.breaking?.ties).toBe(found.steady?.ties);
    expect([found.breaking?.rank, found.steady?.rank]).toEqual([
      { from: 1, to: 2 },
      { from: 1, to: 2 },
    ]);
  });

  it("do not tie what is worse in both", () => {
    const worse = candidate("worse", (question) => (question < 18 ? rated(4) : failed("empty")));
    const found = standings(steady, worse);
    expect([found.steady?.ties, found.worse?.ties]).toEqual(["a", "b"]);
    expect([found.steady?.rank, found.worse?.rank]).toEqual([
      { from: 1, to: 1 },
      { from: 2, to: 2 },
    ]);
  });

  it("tie what only the reading without failures tells apart, though both find the same one better", () => {
    // 0.8 better on eighteen, 6.1 worse on the two that it fails: 0.11 better in all, which is nothing beside that spread.
    const fragile = candidate("fragile", (question) =>
      question < 18 ? rated(7.8 + (question % 2) / 5) : failed("empty"),
    );
    const found = standings(steady, fragile);
    expect(found.fragile?.filled).toBeGreaterThan(found.steady?.filled ?? 10);
    expect(found.fragile?.ties).toBe(found.steady?.ties);
  });

  it("are compared pair by pair: two who are alike are both worse than a third", () => {
    const worse = (id: string) => candidate(id, (question) => (question < 18 ? rated(4) : failed("empty")));
    const found = standings(steady, worse("one"), worse("two"));
    expect([found.steady?.ties, found.one?.ties, found.two?.ties]).toEqual(["a", "b", "b"]);
  });

  it("are one reading where nobody failed", () => {
    const worse = candidate("worse", (question) => rated(6.5 + (question % 2) / 10));
    const found = standings(worse, steady);
    expect(found.worse).toMatchObject({ ties: "b", filled: found.worse?.mean });
  });
});
