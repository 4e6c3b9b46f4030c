import { describe, expect, it } from "vitest";
import { readVerdict } from "../../src/matches/read-verdict.ts";
import { processorMs } from "../support/processor-time.ts";

const read = (reply: string, steps: 3 | 5 = 3, ratingOnly = false) => {
  const found = readVerdict(reply, { extraction: "mtbench-pair", steps }, { ratingOnly });
  return found.status === "rated" ? found.verdict : found.reason;
};

describe("the verdict of mtbench-ja", () => {
  it.each([
    ["説明。\n判定: [[A]]", "first"],
    ["説明。\n判定: [[B]]\n", "second"],
    ["説明。\n**判定: [[C]]**", "tie"],
    ["説明。\n判定：［［Ｂ］］", "second"],
    ["Explanation.\nFinal verdict: [[A]].", "first"],
    ["説明。\n[[B]]", "second"],
    ["説明。\n判定: B", "second"],
    ["説明。\n判定は「A」です。", "first"],
    ["説明。\n判定: 引き分け", "tie"],
    ["[[A]]ではない。\n判定: [[B]]", "conflicting"],
    ["判定: [[A]]\n説明は以上です。", "no-rating"],
    ["説明。\n判定: [[A>B]]", "out-of-range"],
    ["説明。\n判定: [[A]] または [[B]]", "no-rating"],
    ["回答Aのほうが優れている。", "no-rating"],
    ["回答Aは[[x]]という配列を使う。\n判定: [[A]]", "first"],
    ["", "no-rating"],
  ])("of %j is %s", (reply, verdict) => {
    expect(read(reply)).toBe(verdict);
  });

  it.each([
    ["説明。\n判定: [[A>>B]]", "first-much"],
    ["説明。\n判定: [[A>B]]", "first"],
    ["説明。\n判定: [[A=B]]", "tie"],
    ["説明。\n判定: [[B > A]]", "second"],
    ["説明。\n判定：［［Ｂ＞＞Ａ］］", "second-much"],
    ["説明。\n判定: [[A<B]]", "second"],
    ["説明。\n判定: [[A << B]]", "second-much"],
    ["説明。\n判定: [[B<A]]", "first"],
    ["説明。\n判定: [[B<<A]]", "first-much"],
    ["説明。\n判定: [[B=A]]", "tie"],
    ["説明。\n判定: [[A>A]]", "out-of-range"],
    ["説明。\n判定: [[A]]", "out-of-range"],
  ])("of five steps in %j is %s", (reply, verdict) => {
    expect(read(reply, 5)).toBe(verdict);
  });

  it("may be a letter alone where nothing else was asked for", () => {
    expect([read("B", 3, true), read("B", 3, false), read("A>B", 5, true)]).toEqual(["second", "no-rating", "first"]);
  });

  it("takes linear time", () => {
    const started = process.cpuUsage();
    for (const piece of ["[[A]] ", "判定: ", "「判定", "`[[A]]` ", "[[", "判定\n"]) read(piece.repeat(40_000));
    expect(processorMs(started)).toBeLessThan(5_000);
  });
});

describe("the verdict as upstream reads it", () => {
  const upstream = (extraction: "fastchat-pair" | "rakuda", reply: string) => {
    const found = readVerdict(reply, { extraction, steps: 3 });
    return found.status === "rated" ? found.verdict : found.reason;
  };

  it.each([
    ["It is not [[A]] but [[B]]", "first"],
    ["[[C]], or rather [[B]]", "second"],
    ["[[C]]", "tie"],
    ["[[D]]", "no-rating"],
    ["[A]", "no-rating"],
  ])("FastChat: %j is %s", (reply, verdict) => {
    expect(upstream("fastchat-pair", reply)).toBe(verdict);
  });

  it.each([
    ["アシスタント2は10点。\n１", "first"],
    ["2", "second"],
    ["どちらも同じ。\n3", "tie"],
    ["評価 1\n以上、4点", "out-of-range"],
    ["アシスタント一が優れる", "no-rating"],
  ])("Rakuda: %j is %s", (reply, verdict) => {
    expect(upstream("rakuda", reply)).toBe(verdict);
  });
});
