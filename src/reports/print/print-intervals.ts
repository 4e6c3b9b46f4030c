import { axisRange, colourOf } from "../figures/figure-style.ts";
import { figureWords } from "../figures/figure-words.ts";
import { differencesFrom } from "../page/report-differences.ts";
import { fixed, signed } from "../tables/number-text.ts";
import type { PrintInput } from "./print-input.ts";
import {
  drawNames,
  drawNotes,
  drawScale,
  layoutRows,
  type NamedRow,
  type Range,
  roomForLast,
  scaleOf,
} from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import type { Scene } from "./scene.ts";

interface IntervalRow extends NamedRow {
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Every candidate's score with its interval on one scale; published scores of the same protocol as hollow points. */
export function printIntervals({ board, language, width, font, values }: PrintInput): Scene | null {
  const rows: IntervalRow[] = board.candidates.flatMap(({ name, slot, rank, score: { mean, low, high } }) =>
    mean === null ? [] : [{ name: rank === null ? `${name} *` : name, slot, mean, low, high }],
  );
  const unranked = board.candidates.some(({ rank, score }) => rank === null && score.mean !== null);
  for (const row of board.published.filter(({ comparable }) => comparable === "exact")) {
    const name = `${row.model} (${figureWords.published[language]})`;
    rows.push({ name, mean: row.score, low: null, high: null, slot: null });
  }
  rows.sort((a, b) => b.mean - a.mean);
  if (rows.length === 0) return null;
  const pen = makePen(width, font);
  const range = axisRange(ends(rows), board.scale);
  const bottom = drawRows(pen, rows, { range, title: figureWords.score[language], values: values ? fixed : null });
  const note = unranked ? figureWords.unranked[language] : null;
  return pen.scene(drawNotes(pen, [note], bottom), figureWords.score[language]);
}

/** Paired differences from the baseline, with the zero line. */
export function printDifferences({ board, baseline, language, width, font, values }: PrintInput): Scene | null {
  const known = new Map(board.candidates.map(({ id, name, slot }) => [id, { name, slot }]));
  const rows = differencesFrom(board, baseline).flatMap(({ candidate, mean, low, high }): IntervalRow[] => {
    const own = known.get(candidate);
    return mean === null || own === undefined ? [] : [{ ...own, mean, low, high }];
  });
  if (rows.length === 0) return null;
  const pen = makePen(width, font);
  const range = axisRange([...ends(rows), 0], null, board.scale);
  const title = `${figureWords.difference[language]}${language === "ja" ? "：" : ": "}${board.candidates[baseline]?.name ?? ""}`;
  const bottom = drawRows(pen, rows, { range, title, values: values ? signed : null, zero: true });
  return pen.scene(drawNotes(pen, [], bottom), figureWords.difference[language]);
}

function ends(rows: readonly IntervalRow[]): number[] {
  return rows.flatMap(({ mean, low, high }) => [mean, low, high]).filter((value) => value !== null);
}

function drawRows(
  pen: PrintPen,
  rows: readonly IntervalRow[],
  look: {
    readonly range: Range;
    readonly title: string;
    /** How numbers are written beside their intervals; null: they are not. */
    readonly values: ((value: number) => string) | null;
    readonly zero?: boolean;
  },
): number {
  const { range, values, zero = false } = look;
  const layout = layoutRows(pen, rows, { least: 13, share: values === null ? 0.46 : 0.38 });
  const texts = rows.map((row) => (values === null ? "" : valueText(row, values)));
  const widest = Math.max(...texts.map((text) => pen.measure(text, type.small)));
  const right = pen.width - (widest === 0 ? roomForLast(pen, range, zero) : widest + 8);
  const place = scaleOf(range, layout.left, right);
  const top = 3;
  const bottom = top + layout.height;
  const end = drawScale(pen, range, place, { top, bottom: bottom + 1, title: look.title, signs: zero });
  if (zero) pen.line(place(0), top, place(0), bottom + 1, { ink: paper.ink, lineWidth: 0.7 });
  drawNames(pen, layout, rows, top);
  for (const [index, { top: own, height }] of layout.rows.entries()) {
    const row = rows[index];
    if (row === undefined) continue;
    const middle = top + own + height / 2;
    drawInterval(pen, { ...row, y: middle, place });
    pen.text(texts[index] ?? "", pen.width - 1, middle + type.small * 0.34, { size: type.small, anchor: "end" });
  }
  return end;
}

/** An interval, then its mean on top. Without a slot: published elsewhere, hollow and black. */
export function drawInterval(
  pen: PrintPen,
  row: {
    readonly mean: number;
    readonly low: number | null;
    readonly high: number | null;
    readonly slot: number | null;
    readonly y: number;
    readonly place: (value: number) => number;
    readonly size?: number;
  },
): void {
  const { mean, low, high, slot, y, place, size } = row;
  const ink = slot === null ? paper.ink : colourOf(slot, paper);
  if (low !== null && high !== null) pen.line(place(low), y, place(high), y, { ink, lineWidth: 1 });
  if (slot === null) {
    const [x, r] = [place(mean), 2.4];
    pen.path(`M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}Z`, {
      fill: paper.paper,
      stroke: ink,
    });
  } else pen.mark(slot, place(mean), y, size);
}

function valueText({ mean, low, high }: IntervalRow, text: (value: number) => string): string {
  return low === null || high === null ? text(mean) : `${text(mean)} [${text(low)}, ${text(high)}]`;
}
