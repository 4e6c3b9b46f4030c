import { describe, expect, it } from "vitest";
import { countCharacters, japaneseRatio, proseOf } from "../../src/text/measures.ts";
import { processorMs } from "../support/processor-time.ts";

describe("countCharacters", () => {
  it.each([
    ["white space of any width", " 一　二\n\t三 ", 3],
    ["code points, not UTF-16 units", "𠮷野家🍣", 4],
    ["composed kana", "か\u3099", 1],
    ["nothing", " \u3000\n", 0],
  ])("counts %s", (_name, text, expected) => {
    expect(countCharacters(text)).toBe(expected);
  });
});

describe("japaneseRatio", () => {
  it.each([
    ["kana, kanji, prolonged mark, half-width kana", "ひらカタ漢字ー々〇ｶﾞ", 1],
    ["Latin alone", "only English here", 0],
    ["a mixture by letters", "日本abcdef", 0.25],
    ["digits, punctuation and emoji as nothing", "日本 123 、。！ 🍣 a", 2 / 3],
    ["Cyrillic and Hangul as other letters", "日яб한", 0.25],
    ["code left out", "日本\n```js\nconst abc = 1;\n```\n語 `inline` x", 0.75],
    ["an unclosed fence to the end", "日本語\n~~~\nabc def", 1],
    ["a longer fence around a shorter one", "日\n````\n```\nabc\n```\ndef\n````\n本x", 2 / 3],
    ["link targets and addresses left out", "[日本](https://example.jp/abc) https://example.jp/x をa", 0.75],
    ["tags left out, comparisons kept", '<br class="abc">日a < b', 1 / 3],
  ])("takes %s", (_name, text, expected) => {
    expect(japaneseRatio(text)).toBeCloseTo(expected, 12);
  });

  it("counts every sign as Unicode has it", () => {
    const differing: string[] = [];
    for (let first = 0; first < 0x32000; first += 64) {
      const signs = String.fromCodePoint(...Array.from({ length: 64 }, (_, index) => first + index));
      const letters =
        proseOf(signs)
          .normalize("NFKC")
          .match(/[\p{L}〇]/gu) ?? [];
      const japanese = letters.filter((one) => /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー]/u.test(one));
      const expected = letters.length === 0 ? null : japanese.length / letters.length;
      if (japaneseRatio(signs) !== expected) differing.push(first.toString(16));
    }
    expect(differing).toEqual([]);
  });

  it.each([[""], ["123、。"], ["```\ncode only\n```"]])("is null without letters: %j", (text) => {
    expect(japaneseRatio(text)).toBeNull();
  });

  it("takes linear time on what a looping model writes", () => {
    const started = process.cpuUsage();
    for (const piece of ["`", "`` ` ", "](", "<a", "![", "https://", "```\n"]) proseOf(piece.repeat(60_000));
    expect(processorMs(started)).toBeLessThan(5_000);
  });

  it("leaves unmatched backticks alone", () => {
    expect(proseOf("前 ` 中 `` 後")).toBe("前 ` 中 `` 後");
    expect(proseOf("前 ``a ` b`` 後")).toBe("前   後");
  });
});
