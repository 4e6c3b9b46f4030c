import { expect, it } from "vitest";
import { estimateTokens } from "../../src/text/estimate-tokens.ts";

it("counts kana, kanji, hangul and full-width forms apart from all else", () => {
  // 10 dense ones, 5 others.
  expect(estimateTokens("あア漢字「한글」ＡＢabc é")).toEqual({ low: 7, likely: 10, high: 16 });
  expect(estimateTokens("")).toEqual({ low: 0, likely: 0, high: 0 });
});

it.each([
  ["first and last of what is dense", "\u3000\u30ff\u3400\u9fff\uac00\ud7af\uf900\ufaff\uff00\uffef", 9],
  ["what stands beside it", "\u2fff\u3100\u33ff\ua000\uabff\ud7b0\uf8ff\ufb00\ufeff\ufff0", 3],
])("knows %s", (_name, text, likely) => {
  expect(estimateTokens(text).likely).toBe(likely);
});
