import { beforeAll, describe, expect, it } from "vitest";
import { figureNames } from "../../../src/reports/figures/figure-names.ts";
import type { ReportBoard } from "../../../src/reports/page/report-record.ts";
import { figureScene } from "../../../src/reports/print/draw-figure.ts";
import { openPrintFont, type PrintFont } from "../../../src/reports/print/print-font.ts";
import { boxOf, type Scene, type TextBox } from "../../../src/reports/print/scene.ts";
import { printBoard } from "./print-board.ts";

const counts = [2, 6, 10, 24];
const widths = [85, 120, 174];

describe.each(figureNames)("%s on paper", (name) => {
  let font: PrintFont;
  beforeAll(async () => {
    font = await openPrintFont(null);
  });

  it.each(
    counts.flatMap((count) =>
      widths.flatMap((width) => (["ja", "en"] as const).map((lang) => ({ count, width, lang }))),
    ),
  )("keeps every text whole: $count candidates, $width mm, $lang", ({ count, width, lang }) => {
    for (const values of [false, true]) {
      const scene = figureScene({ name, board: printBoard(count), language: lang, width, values }, font);
      expect(scene).not.toBeNull();
      if (scene !== null) expect(troublesOf(scene, font)).toEqual([]);
    }
  });

  it("draws no two candidates with the same mark in the same colour", () => {
    const scene = figureScene({ name, board: printBoard(24), language: "en", width: 174, values: false }, font);
    const slots = new Map<string, Set<number>>();
    for (const mark of scene?.marks ?? []) {
      if (mark.kind !== "path" || mark.slot === null || !mark.d.endsWith("Z")) continue;
      const look = `${outlineOf(mark.d)} ${mark.fill} ${mark.stroke}`;
      slots.set(look, (slots.get(look) ?? new Set()).add(mark.slot));
    }
    expect([...slots].filter(([, own]) => own.size > 1)).toEqual([]);
    // Places, not marks, tell candidates apart in two others; severity has marks for its four raters.
    if (name !== "heatmap" && name !== "turns" && name !== "severity") expect(slots.size).toBeGreaterThanOrEqual(6);
  });

  it("says how many it leaves out, and shows every name that it does not", () => {
    for (const count of counts) {
      const board = printBoard(count);
      const scene = figureScene({ name, board, language: "en", width: 120, values: false }, font);
      const said = (scene?.marks ?? []).flatMap((mark) => (mark.kind === "text" ? [mark.text] : [])).join(" ");
      const some = Number(/The first (\d+) of/u.exec(said)?.[1] ?? count);
      const packed = said.replace(/\s/gu, "");
      const named = name === "severity" ? ratersOf(board) : board.candidates.slice(0, some);
      const missing = named.filter((one) => !packed.includes(one.name.replace(/\s/gu, "")));
      if (name === "judges")
        expect(ratersOf(board).every((one) => packed.includes(one.name.replace(/\s/gu, "")))).toBe(true);
      expect(missing.map(({ name: own }) => own)).toEqual([]);
      if (some < count) expect(said).toContain(`The first ${some} of ${count} models`);
    }
  });
});

const scales = [
  { min: 0, max: 1 },
  { min: 1, max: 5 },
  { min: -2, max: 2 },
  { min: 0, max: 100 },
];

describe.each(figureNames)("%s on another scale", (name) => {
  let font: PrintFont;
  beforeAll(async () => {
    font = await openPrintFont(null);
  });

  it.each(scales)("keeps every text whole, with real minus signs and whole steps: $min to $max", (scale) => {
    for (const [count, width] of [
      [2, 174],
      [10, 85],
    ] as const) {
      const scene = figureScene(
        { name, board: printBoard(count, "figures", scale), language: "en", width, values: false },
        font,
      );
      expect(scene).not.toBeNull();
      if (scene === null) continue;
      expect(troublesOf(scene, font)).toEqual([]);
      const texts = scene.marks.flatMap((mark) => (mark.kind === "text" ? [mark.text] : []));
      expect(texts.filter((text) => /^-|NaN|[\s(]-\d/u.test(text))).toEqual([]);
      expect(scene.marks.filter((mark) => mark.kind === "path" && mark.d.includes("NaN"))).toEqual([]);
    }
  });
});

/** The same board with other categories. */
function withCategories(board: ReportBoard, names: readonly string[]): ReportBoard {
  const known = board.categories.slice(0, names.length);
  const candidates = board.candidates.map((one) => ({
    ...one,
    categories: Object.fromEntries(
      known.flatMap((name, index) => {
        const score = one.categories[name];
        return score === undefined ? [] : [[names[index] ?? name, score]];
      }),
    ),
  }));
  const renamed = new Map(known.map((name, index) => [name, names[index] ?? name]));
  const questions = board.questions.map((one) => ({ ...one, category: renamed.get(one.category) ?? names[0] ?? "" }));
  return { ...board, candidates, categories: [...names], questions };
}

describe("categories of any name", () => {
  const names = [
    "敬語",
    "長い長い長い長いカテゴリ名のカテゴリ",
    "$x^2_{y}$\\input{/etc/passwd}",
    "Donaudampfschifffahrtsgesellschaft",
    "a | b",
    "Common sense and reasoning about everyday things",
    "-x",
  ];

  it.each(["radar", "categories", "heatmap"] as const)("are whole in the figure %s", async (name) => {
    const font = await openPrintFont(null);
    for (const count of [3, 4, 5, 7]) {
      for (const order of [names, names.toReversed()]) {
        const board = withCategories(printBoard(6), order.slice(0, count));
        for (const width of widths) {
          const scene = figureScene({ name, board, language: "en", width, values: false }, font);
          expect(scene).not.toBeNull();
          if (scene !== null) expect(troublesOf(scene, font)).toEqual([]);
        }
      }
    }
  });
});

describe("ratings that were stretched to another scale than the board's", () => {
  it("are drawn on that scale", async () => {
    const font = await openPrintFont(null);
    const board = printBoard(3, "figures", { min: -2, max: 2 });
    const { raters } = board;
    if (raters === null) throw new Error("no raters");
    const scores = raters.scores.map((own) => own.map((score) => 25 * (score + 2)));
    const stretched = { ...board, raters: { ...raters, scores, scale: { min: 0, max: 100 } } };
    const scene = figureScene({ name: "judges", board: stretched, language: "en", width: 120, values: false }, font);
    const marks = (scene?.marks ?? []).flatMap((mark) => (mark.kind === "path" && mark.slot !== null ? [mark.d] : []));
    const heights = marks.map((d) => Number(/^M\S+ (\S+?)[A-Z]/u.exec(d)?.[1]));
    expect(new Set(heights).size).toBeGreaterThan(6);
    const texts = (scene?.marks ?? []).flatMap((mark) => (mark.kind === "text" ? [mark.text] : []));
    expect(texts).toContain("60");
  });
});

function ratersOf(board: ReportBoard): { readonly name: string }[] {
  return (board.raters?.characters ?? []).map(({ rater }) => ({ name: rater }));
}

/** A closed path by its shape alone: its commands and its sides as shares of the longest, wherever and however large it is. */
function outlineOf(d: string): string {
  const numbers = (d.match(/-?\d+(?:\.\d+)?/gu) ?? []).map(Number);
  const [x = 0, y = 0] = numbers;
  const sides = numbers.map((value, index) => value - (index % 2 === 0 ? x : y));
  const longest = Math.max(...sides.map(Math.abs), 1e-9);
  return `${d.replace(/[^A-Z]/gu, "")} ${sides.map((side) => (side / longest).toFixed(1)).join(" ")}`;
}

/** Texts that leave the canvas, touch another one, or are set too small to read. */
function troublesOf(scene: Scene, font: PrintFont): string[] {
  const texts = scene.marks.flatMap((mark) =>
    mark.kind === "text" ? [{ text: mark.text, size: mark.size, box: boxOf(mark, font.measure) }] : [],
  );
  const troubles: string[] = [];
  for (const [index, { text, size, box }] of texts.entries()) {
    if (size < 7) troubles.push(`${text}: ${size} pt`);
    if (box.left < -0.01 || box.right > scene.width + 0.01 || box.top < -0.01 || box.bottom > scene.height + 0.01) {
      troubles.push(`${text} leaves the canvas`);
    }
    for (const other of texts.slice(index + 1)) {
      if (overlap(box, other.box)) troubles.push(`${text} touches ${other.text}`);
      else if (isOneNumber(box, other.box, [text, other.text])) troubles.push(`${text} and ${other.text} read as one`);
    }
  }
  return troubles;
}

/** Two numbers beside each other without a blank between them. */
function isOneNumber(a: TextBox, b: TextBox, texts: readonly string[]): boolean {
  const gap = Math.max(a.left - b.right, b.left - a.right);
  return Math.abs(a.bottom - b.bottom) < 0.5 && gap < 1.8 && texts.every((text) => /^[\d.+\u2212]+$/u.test(text));
}

function overlap(a: TextBox, b: TextBox): boolean {
  return a.left < b.right - 0.01 && b.left < a.right - 0.01 && a.top < b.bottom - 0.01 && b.top < a.bottom - 0.01;
}
