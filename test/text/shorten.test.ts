import { expect, it } from "vitest";
import { shorten } from "../../src/text/shorten.ts";

it.each([
  ["短い", 5, "短い"],
  ["ちょうど五", 5, "ちょうど五"],
  ["これは長すぎる", 5, "これは長…"],
  ["🏞️🏞️🏞️", 3, "🏞️…"],
  ["  a\n\n b\tc ", 9, "a b c"],
  ["", 4, ""],
])("shorten(%j, %i) is %j", (text, limit, expected) => {
  expect(shorten(text, limit)).toBe(expected);
});
