import { describe, expect, it } from "vitest";
import { wrapParts } from "../../src/text/wrap-parts.ts";

describe("wrapParts", () => {
  const parts = ["answers 12/160", "judgments 7/160", "20 s"];

  it.each([
    [60, ["answers 12/160 · judgments 7/160 · 20 s"]],
    [35, ["answers 12/160 · judgments 7/160", "  20 s"]],
    [18, ["answers 12/160", "  judgments 7/160", "  20 s"]],
    [12, ["answers", "  12/160", "  judgments", "  7/160", "  20 s"]],
  ])("%i columns", (columns, lines) => {
    expect(wrapParts(parts, " · ", columns, "  ")).toEqual(lines);
  });

  it("counts two columns for a kanji, and cuts a word that is too wide", () => {
    expect(wrapParts(["回答十二", "評価七"], "・", 10)).toEqual(["回答十二", "評価七"]);
    expect(wrapParts(["http://a-very-long-host/v1: two"], " ", 12, "  ")).toEqual(["http://a-ve…", "  two"]);
    expect(wrapParts([], " · ", 12)).toEqual([]);
  });
});
