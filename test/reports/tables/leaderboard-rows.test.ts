import { describe, expect, it } from "vitest";
import { leaderboardTable } from "../../../src/reports/tables/leaderboard-rows.ts";
import { leaderboardText } from "../../../src/reports/tables/leaderboard-text.ts";
import type { StandingRow } from "../../../src/reports/tables/standing-rows.ts";
import { makeLeaderboard } from "../../../src/scores/leaderboard.ts";
import { rated, recordOf } from "../../support/make-record.ts";

const questions = [1, 2, 3, 4, 5, 6];
const strong = recordOf(
  "strong",
  questions.map((index) => [rated(index % 2 === 0 ? 9 : 10)]),
  [questions],
);
const weak = recordOf(
  "weak",
  questions.map((index) => [rated(index % 2 === 0 ? 2 : 3)]),
  [questions],
);

function published(over: Partial<StandingRow>): StandingRow {
  return {
    model: "elsewhere-13b",
    score: 6,
    bounds: { min: 1, max: 10 },
    language: "ja",
    note: null,
    comparable: "exact",
    protocol: "j",
    questionSet: "haiku",
    judge: "m",
    source: "A report",
    url: "https://example.jp/report",
    date: "2026-04-03",
    ...over,
  };
}

describe("published scores", () => {
  it("of exactly this protocol join the ranking", () => {
    const [board] = makeLeaderboard([weak, strong]);
    if (board === undefined) throw new Error("no board");
    const { rows } = leaderboardTable(board, [published({})]);
    expect(rows.map((row) => [row[0], row[2], row[3]])).toEqual([
      ["1", "strong", "9.50"],
      ["2", "elsewhere-13b", "6.00"],
      ["2", "weak", "2.50"],
    ]);
    expect(rows[1]?.at(-1)).toBe("published: A report, 2026-04-03");
    const near = leaderboardTable(board, [published({ score: 9.5 })]).rows;
    expect(near.find((row) => row[2] === "elsewhere-13b")?.[0]).toBe("1-2");
  });

  it("that only claim it stand beside it, and others are not shown", () => {
    const boards = makeLeaderboard([weak, strong]);
    const text = leaderboardText(boards, [
      published({ comparable: "claimed", model: "claimed-8b" }),
      published({ comparable: "other", model: "other-8b" }),
      published({ judge: "another judge", model: "judged-otherwise" }),
    ]);
    expect(text).toMatch(/Published elsewhere \(claimed.*\n[\s\S]*claimed +claimed-8b +6\.00/);
    expect(text.split("Published elsewhere")[0]).not.toContain("claimed-8b");
    expect(text).not.toContain("other-8b");
    expect(text).not.toContain("judged-otherwise");
  });
});
