import { describe, expect, it } from "vitest";
import { headline } from "../../../src/reports/page/report-headline.ts";
import type { ReportBoard, ReportCandidate } from "../../../src/reports/page/report-record.ts";
import { madeCandidate } from "../made-candidate.ts";

/** Five questions with one turn each. */
function board(
  candidates: readonly ReportCandidate[],
): Pick<ReportBoard, "items" | "candidates" | "questions" | "scale"> {
  const questions = Array.from({ length: 5 }, (_, index) => ({
    id: String(index),
    category: "math",
    hash: `h${index}`,
  }));
  return {
    questions,
    items: questions.map((_, question) => ({ question, turn: 1 })),
    candidates,
    scale: { min: 1, max: 10 },
  };
}

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("headline", () => {
  it("names a leader with the paired difference to the next", () => {
    const { ja, en } = headline(
      board([
        madeCandidate("甲", { rank: [1, 1], ratings: [9, 8, 9, 8, 9] }),
        madeCandidate("乙", { rank: [2, 2], ratings: [7, 7, 7, 6, 7] }),
      ]),
    );
    // Differences 2, 1, 2, 2, 2: mean 1.8, SE 0.2, t(4) 2.776.
    expect(plain(ja)).toBe("甲 が首位です。2 位の 乙 との差は 1.80 点（95 % 区間 1.24〜2.36）です。");
    expect(plain(en)).toBe("甲 leads, ahead of 乙 by 1.80 (95 % interval 1.24 to 2.36).");
  });

  it("claims no order between two that cannot be told apart", () => {
    const two = [
      madeCandidate("甲", { rank: [1, 2], ratings: [9, 8, 9, 8, 9] }),
      madeCandidate("乙", { rank: [1, 2], ratings: [8, 9, 9, 8, 8] }),
    ];
    expect(headline(board(two)).en).toBe("甲 and 乙 cannot be told apart by these results.");
  });

  it("names those who share first place, the rest by number", () => {
    const four = ["甲", "乙", "丙", "丁"].map((id) =>
      madeCandidate(id, { rank: [1, 4], ratings: [8, 8, 8, 8, 8], ties: id === "甲" ? "a" : "ab" }),
    );
    const last = madeCandidate("戊", { rank: [5, 5], ratings: [1, 1, 1, 1, 1] });
    const { ja, en } = headline(board([...four, last]));
    expect(en).toBe("甲, 乙, 丙 and 1 more share first place among 5 models; they cannot be told apart.");
    expect(ja).toContain("甲、乙、丙 ほか 1 モデル");
  });

  it("does not call tied those whom a test tells apart", () => {
    const three = ["a", "ab", "b"].map((ties, index) =>
      madeCandidate(`候補${index}`, { rank: [1, 3], ratings: [8, 8, 8, 8, 8], ties }),
    );
    const last = madeCandidate("末", { rank: [4, 4], ratings: [1, 1, 1, 1, 1], ties: "c" });
    expect(headline(board([...three, last])).en).toBe(
      "First place is open between 候補0, 候補1 and 候補2, among 4 models.",
    );
  });

  it("ranks nobody that is incomplete", () => {
    const half = madeCandidate("甲", { rank: null, ratings: [9, 9, 9, 9, 9] });
    expect(headline(board([half])).en).toBe("There is nothing to rank yet.");
    const whole = madeCandidate("乙", { rank: [1, 1], ratings: [5, 5, 6, 5, 5], mean: 5.2 });
    expect(plain(headline(board([whole, half])).en)).toBe("乙 scores 5.20 on 5 questions.");
  });
});
