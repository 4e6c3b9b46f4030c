import { describe, expect, it } from "vitest";
import { fitTable, stackTable, tableLines, widthOf, wrapNote } from "../../../src/reports/tables/text-table.ts";
import { displayWidth } from "../../../src/text/display-width.ts";

const table = {
  header: ["rank", "candidate", "score", "95% interval", "change", "notes"],
  rows: [
    ["1-2", "shisa-ai/shisa-v2-llama3.3-70b", "8.41", "8.00 to 8.81", "-1.11", "imported"],
    ["3", "日本語の名前がとても長いモデルその一", "6.99", "6.47 to 7.52", "-0.84", "imported"],
  ],
  numeric: [true, false, true, true, true, false],
};

describe("fitTable", () => {
  it.each([40, 60, 80, 100])("is no wider than %d columns, and cuts no number", (columns) => {
    const fitted = fitTable(table, columns, ["change", "notes"]);
    const lines = tableLines(fitted);
    // Rank, the shortest name, score and interval are what is always there.
    for (const line of lines)
      expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(columns, 4 + 2 + 14 + 2 + 5 + 2 + 12));
    const text = lines.join("\n");
    for (const number of ["8.41", "8.00 to 8.81", "6.47 to 7.52", "1-2"]) expect(text).toContain(number);
  });

  it("shortens names before it leaves a column out, keeps both of their ends, and changes nothing that fits", () => {
    expect(fitTable(table, 100, ["change"])).toEqual(table);
    expect(fitTable(table, undefined, ["change"])).toEqual(table);
    const fitted = fitTable(table, 70, ["change"]);
    expect(fitted.header).toEqual(table.header);
    expect(fitted.rows[0]?.[1]).toMatch(/^shisa.*….*70b$/u);
    expect(fitTable(table, 48, ["change", "notes"]).header).toEqual(["rank", "candidate", "score", "95% interval"]);
  });
});

describe("stackTable", () => {
  it("puts columns below each other, each with the name, and loses none", () => {
    const wide = {
      header: ["candidate", "writing", "roleplay", "reasoning", "math", "coding"],
      rows: [["a-model", "7.95", "9.05", "6.25", "8.30", "8.25"]],
      numeric: [false, true, true, true, true, true],
    };
    const pieces = stackTable(wide, 30);
    for (const piece of pieces) {
      expect(widthOf(piece)).toBeLessThanOrEqual(30);
      expect(piece.header[0]).toBe("candidate");
    }
    expect(pieces.flatMap((piece) => piece.header.slice(1))).toEqual(wide.header.slice(1));
    expect(pieces.flatMap((piece) => piece.rows[0]?.slice(1))).toEqual(wide.rows[0]?.slice(1));
    expect(stackTable(wide, 200)).toEqual([wide]);
  });
});

describe("wrapNote", () => {
  it("breaks at spaces and keeps the indent", () => {
    expect(wrapNote("  one two three", 10)).toEqual(["  one two", "  three"]);
    expect(wrapNote("  one two three", undefined)).toEqual(["  one two three"]);
  });
});
