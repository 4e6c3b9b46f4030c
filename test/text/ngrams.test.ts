import { describe, expect, it } from "vitest";
import { makeRandom } from "../../src/statistics/resampling/random.ts";
import { displayWidth, padToWidth } from "../../src/text/display-width.ts";
import { characterNgrams, jaccard, ngramSimilarity, repeatsAtLeast } from "../../src/text/ngrams.ts";
import { comparableText, normaliseLines } from "../../src/text/normalise.ts";

describe("character n-grams", () => {
  it("are runs of the comparable form", () => {
    expect([...characterNgrams("ＡＢ cd\nef")]).toEqual(["abcde", "bcdef"]);
    expect([...characterNgrams("短い")]).toEqual(["短い"]);
    expect([...characterNgrams(" ")]).toEqual([]);
    expect([...characterNgrams("𠮷野家", 2)]).toEqual(["𠮷野", "野家"]);
  });

  it.each([
    ["abcdef", "abcdef", 1],
    ["abcdef", "abcdeg", 1 / 3],
    ["abcdef", "uvwxyz", 0],
    ["", "", 1],
    ["", "abc", 0],
  ])("%j and %j are alike by %d", (a, b, expected) => {
    expect(ngramSimilarity(a, b)).toBe(expected);
    expect(ngramSimilarity(b, a)).toBe(expected);
  });

  it("weigh sets of any size", () => {
    expect(jaccard(new Set(["a", "b", "c"]), new Set(["c", "d"]))).toBe(0.25);
  });
});

describe("normal forms", () => {
  it("fold width, case and white space for searching", () => {
    expect(comparableText("答え： ４２　ｋｍ ｶﾞ")).toBe("答え:42kmガ");
  });
  it("leave line feeds alone", () => {
    expect(normaliseLines("\uFEFFa\r\nb\rc\n")).toBe("a\nb\nc\n");
  });
});

describe("display width", () => {
  it("counts columns and pads by them", () => {
    expect(displayWidth("日本a")).toBe(5);
    expect(`${padToWidth("日本", 6)}|`).toBe("日本  |");
    expect(padToWidth("7.5", 6, "right")).toBe("   7.5");
    expect(padToWidth("長い名前", 3)).toBe("長い名前");
  });
});

describe("the share of repeated runs", () => {
  /** By cutting every run out, the plain way. */
  const plainly = (text: string, size: number): number => {
    const characters = [...comparableText(text)];
    const runs = characters.slice(size - 1).map((_, start) => characters.slice(start, start + size).join(""));
    return runs.length === 0 ? 0 : (runs.length - new Set(runs).size) / runs.length;
  };

  it.each([
    ["", 3, 0],
    ["ab", 3, 0],
    ["abc", 3, 0],
    ["ababc", 2, 1 / 4],
    ["abcabc", 3, 1 / 4],
    ["aaaaaa", 2, 4 / 5],
    ["𠮷𠮷𠮷", 1, 2 / 3],
    ["Ａb aB", 2, 1 / 3],
  ])("of %j in runs of %d is %d, and no more", (text, size, share) => {
    expect(plainly(text, size)).toBeCloseTo(share, 12);
    expect(repeatsAtLeast(text, size, share)).toBe(true);
    expect(repeatsAtLeast(text, size, share + 0.01)).toBe(false);
    expect(repeatsAtLeast(text, size, 0)).toBe(true);
  });

  it("is the same as by cutting every run out, for texts of few signs, where hashes meet, at every share that there can be", () => {
    const random = makeRandom("runs");
    let reached = 0;
    for (let round = 0; round < 600; round++) {
      const signs = ["あ", "い", "𠮷", "A", " ", "\u{10000}"].slice(0, 1 + (round % 6));
      const text = Array.from({ length: round % 301 }, () => signs[Math.floor(random() * signs.length)]).join("");
      const size = 1 + (round % 9);
      const exact = plainly(text, size);
      for (const share of [exact, exact + 1e-9, exact - 1e-9, (round % 11) / 10, 0.5]) {
        expect(repeatsAtLeast(text, size, share)).toBe(exact >= share);
        if (exact >= share) reached += 1;
      }
    }
    expect(reached).toBeGreaterThan(600);
  });

  it("tells prose from a loop, however long", () => {
    const prose = Array.from({ length: 3_000 }, (_, place) => String.fromCharCode(0x4e00 + ((place * 7919) % 9000)));
    expect(repeatsAtLeast(prose.join(""), 10, 0.5)).toBe(false);
    expect(repeatsAtLeast("あ".repeat(300), 10, 0.5)).toBe(true);
    expect(repeatsAtLeast(prose.slice(0, 40).join("").repeat(75), 10, 0.98)).toBe(true);
  });
});
