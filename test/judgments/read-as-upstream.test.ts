import { describe, expect, it } from "vitest";
import type { Extraction } from "../../src/judges/judge.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import {
  readAsFastChat,
  readAsFlexeval,
  readAsJaVicunaQa,
  readAsLlmJpJudge,
  readAsNejumi,
  readAsShaberi,
  type UpstreamRating,
} from "../../src/judgments/read-as-upstream.ts";

/** The number and the pattern that found it; null: upstream reads none. */
function told(found: UpstreamRating | null): string | null {
  return found === null ? null : `${found.value} by ${found.method}`;
}

describe("upstream's own readers", () => {
  it.each<[string, string | null]>([
    ["[[8]]", "8 by llm-jp-judge"],
    ["[[1]]", "1 by llm-jp-judge"],
    ["[[10]]", "10 by llm-jp-judge"],
    ["[[0]] then [[2]]", "2 by llm-jp-judge"],
    ["[[110]]", null],
    ["[8]", null],
  ])("llm-jp-judge: %j is %s", (text, expected) => {
    expect(told(readAsLlmJpJudge(text))).toBe(expected);
  });

  it.each<[string, string | null]>([
    ["[[7.25]]", "7.25 by fastchat"],
    ["[[01.5]]", "1.5 by fastchat"],
    ["[[1.]]", "1 by fastchat"],
    ["[[10]]", "10 by fastchat"],
    ["[[00]]", "0 by fastchat"],
    ["[[05]]", null],
    ["[[５]] and [6]", null],
    ["[[1.2.3]] [4]", "4 by fastchat-backup"],
    ["[[x5]] [12.5]", "12.5 by fastchat-backup"],
    ["[3.] [[9]]", "9 by fastchat"],
    ["[[5]", "5 by fastchat-backup"],
    ["[07]", null],
    ["5", null],
  ])("FastChat: %j is %s", (text, expected) => {
    expect(told(readAsFastChat(text, "fastchat"))).toBe(expected);
  });

  it.each<[string, string | null]>([
    ["[[8]]", "8 by ja-vicuna-qa"],
    ["[[7.5]]", "7.5 by ja-vicuna-qa"],
    ["[[10.]]", "10 by ja-vicuna-qa"],
    ["[[rating:7]]", "7 by ja-vicuna-qa-word"],
    ["[[rating: 10]]", "10 by ja-vicuna-qa-word"],
    ["[[rating:7]] 訂正して [[3]]", "3 by ja-vicuna-qa"],
    ["[[rating: 6]] [[rating:9]]", "9 by ja-vicuna-qa-word"],
    ["[[rating:７]]", null],
    ["[[rating:07]]", null],
    ["[[rating:7.5]]", null],
    ["[8]", null],
    ["rating: 8", null],
  ])("ja-vicuna-qa-benchmark: %j is %s", (text, expected) => {
    expect(told(readAsJaVicunaQa(text))).toBe(expected);
  });

  it.each<[string, string | null]>([
    ['{"explanation": "良い", "rating": "[[8]]"}', "8 by nejumi-4"],
    ['{"rating": "[[10]]", "explanation": ""}', "10 by nejumi-4"],
    ['{"explanation": "無関係", "rating": "[[0]]"}', "0 by nejumi-4"],
    ['{"explanation": "x", "rating": "[[11]]"}', null],
    ['{"explanation": "x", "rating": "[[8]] points"}', null],
    ['{"explanation": "x", "rating": "about [[8]]"}', null],
    ['{"explanation": "x", "rating": 8}', null],
    ['{"rating": "[[8]]"}', null],
    ['{"explanation": 1, "rating": "[[8]]"}', null],
    ["[[8]]", null],
    ['説明です。{"explanation": "x", "rating": "[[8]]"}', null],
  ])("Nejumi 4: %j is %s", (text, expected) => {
    expect(told(readAsNejumi(text))).toBe(expected);
  });

  it.each<[string, string | null]>([
    ["10点満点中の8点", "8 by flexeval"],
    ["[[08]]", "8 by flexeval"],
    ["評価は８", "8 by flexeval"],
    ["8.5", "5 by flexeval"],
    ["2024年に 12", "12 by flexeval"],
    ["八", null],
    // Digits for Python's pattern and for its int(), but not for NFKC.
    ["٣", null],
  ])("flexeval: %j is %s", (text, expected) => {
    expect(told(readAsFlexeval(text))).toBe(expected);
  });

  it.each<[string, string | null]>([
    ["評価：[[8]]", "8 by shaberi"],
    ["評価：[[10]]、または評価：[[2]]", "10 by shaberi"],
    ["評価：[[０９]]", "9 by shaberi"],
    ["評価：[[100]]", null],
    ["評価:[[8]]", null],
    ["評価： [[8]]", null],
    ["[[8]]", null],
  ])("shaberi: %j is %s", (text, expected) => {
    expect(told(readAsShaberi(text))).toBe(expected);
  });
});

describe("a rating by an upstream's rule", () => {
  const scale = { min: 1, max: 10, fractions: "keep" } as const;

  it.each<[Extraction, string, string, number]>([
    ["llm-jp-judge", "[[3]] 評価：[[4]] [5]", "llm-jp-judge", 3],
    ["fastchat", "[5] と [[rating:6]]", "fastchat-backup", 5],
    ["swallow", "[[7]]", "swallow", 7],
    ["ja-vicuna-qa", "[5] と [[rating:6]]", "ja-vicuna-qa-word", 6],
    ["nejumi-4", '{"explanation": "[[2]]", "rating": "[[9]]"}', "nejumi-4", 9],
    ["flexeval", "[[3]] 評価：[[4]] 6", "flexeval", 6],
    ["shaberi", "[[3]] 評価：[[4]] 6", "shaberi", 4],
  ])("is read by %s alone: %j", (extraction, text, method, rating) => {
    expect(parseRating(text, { extraction, scale })).toEqual({ status: "rated", rating, method });
  });

  it.each<[Extraction, string, number]>([
    ["ja-vicuna-qa", "[[11]]", 11],
    ["nejumi-4", '{"explanation": "", "rating": "[[0]]"}', 0],
    ["flexeval", "100", 100],
    ["shaberi", "評価：[[99]]", 99],
  ])("has to lie on the judge's scale, under %s too", (extraction, text, found) => {
    expect(parseRating(text, { extraction, scale })).toEqual({ status: "unrated", reason: "out-of-range", found });
  });
});
