import { describe, expect, it } from "vitest";
import { displayWidth, padToWidth } from "../../src/text/display-width.ts";
import { characterNgrams, jaccard, ngramSimilarity } from "../../src/text/ngrams.ts";
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
