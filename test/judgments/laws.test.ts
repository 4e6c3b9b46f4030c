import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import { tried } from "../support/laws.ts";

const scale = { min: 1, max: 10, fractions: "keep" } as const;
const extractions = ["mtbench", "mtbench-2"] as const;
/** Words of a judge in which no number, no bracket and no word for a rating stands. */
const words = fc.array(fc.constantFrom("自然です。", "Clear, ", "季語がない\n", "and kind. ", "**よい**\n\n"), {
  maxLength: 6,
});
const prose = words.map((all) => all.join(""));
const rating = fc.integer({ min: 10, max: 100 }).map((tenth) => tenth / 10);

describe.each(extractions)("a rating read by %s", (extraction) => {
  const read = (reply: string) => parseRating(reply, { extraction, scale });

  it("in double brackets at the end is the number that was written, whatever was said before", () => {
    fc.assert(
      fc.property(prose, rating, fc.constantFrom("Rating: ", "評価: ", "評価："), (before, value, label) => {
        expect(read(`${before}\n${label}[[${value}]]`)).toMatchObject({ status: "rated", rating: value });
      }),
      tried,
    );
  });

  it("outside the scale is never one, and is told", () => {
    const outside = fc.oneof(fc.integer({ min: 11, max: 999 }), fc.constantFrom(0, 0.5, 10.1));
    fc.assert(
      fc.property(prose, outside, (before, value) => {
        expect(read(`${before}\nRating: [[${value}]]`)).toEqual({
          status: "unrated",
          reason: "out-of-range",
          found: value,
        });
      }),
      tried,
    );
  });

  it("is none in words without one, and no text makes the reader throw or leave the scale", () => {
    const any = fc.array(
      fc.constantFrom("[[", "]]", "Rating", "評価", ":", "：", "1", "9", "０", ".", "/10", "点", "\n", " ", "**"),
      {
        maxLength: 14,
      },
    );
    fc.assert(
      fc.property(prose, any, (before, pieces) => {
        expect(read(before)).toEqual({ status: "unrated", reason: "no-rating", found: null });
        const found = read(pieces.join(""));
        if (found.status !== "rated") return;
        expect(found.rating).toBeGreaterThanOrEqual(1);
        expect(found.rating).toBeLessThanOrEqual(10);
      }),
      { ...tried, numRuns: 400 },
    );
  });
});
