import { ticksOf } from "../figures/figure-style.ts";
import { fixed } from "../tables/number-text.ts";
import { type PrintPen, paper, type } from "./print-pen.ts";

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** From a value to points, along a line from `start` to `end`. */
export function scaleOf(
  { min, max }: Pick<Range, "min" | "max">,
  start: number,
  end: number,
): (value: number) => number {
  return (value) => start + ((Math.min(max, Math.max(min, value)) - min) / (max - min)) * (end - start);
}

/** Room for the sign before a name. */
const keyRoom = 9;
const gap = 7;

export interface NamedRow {
  readonly name: string;
  /** Whose mark stands before the name; null: none. */
  readonly slot: number | null;
}

export interface RowLayout {
  /** Where the names end and the drawing begins, in points. */
  readonly left: number;
  readonly rows: readonly { readonly lines: readonly string[]; readonly height: number; readonly top: number }[];
  readonly height: number;
}

/** Names beside their rows: as wide as they need, at most a part of the figure, wrapped beyond that. */
export function layoutRows(
  pen: PrintPen,
  rows: readonly NamedRow[],
  { least, share = 0.36, key = true }: { readonly least: number; readonly share?: number; readonly key?: boolean },
): RowLayout {
  const room = key ? keyRoom : 0;
  const most = pen.width * share - room - gap;
  const lines = rows.map(({ name }) => pen.wrap(name, most));
  const widest = Math.max(0, ...lines.flat().map((line) => pen.measure(line)));
  let top = 0;
  const placed = lines.map((own) => {
    const height = Math.max(least, own.length * type.lead + 2.5);
    top += height;
    return { lines: own, height, top: top - height };
  });
  return { left: room + widest + gap, rows: placed, height: top };
}

/** Writes the names of a layout, each in the middle of its row. */
export function drawNames(pen: PrintPen, layout: RowLayout, rows: readonly NamedRow[], top: number, key = true): void {
  for (const [index, { lines, height, top: own }] of layout.rows.entries()) {
    const middle = top + own + height / 2;
    const slot = rows[index]?.slot ?? null;
    if (key && slot !== null) pen.mark(slot, 3.6, middle);
    drawMiddle(pen, lines, key ? keyRoom : 0, middle);
  }
}

/** Lines about a middle. */
function drawMiddle(pen: PrintPen, lines: readonly string[], x: number, middle: number): void {
  pen.lines(lines, x, middle - (lines.length * type.lead) / 2 + type.lead * 0.5 + type.body * 0.34);
}

/** Digits that a step needs. */
export function digitsOf(step: number): number {
  return step < 0.1 ? 2 : step < 1 ? 1 : 0;
}

function labelOf({ step }: Range, signs: boolean): (tick: number) => string {
  return (tick) => `${signs && tick > 0 ? "+" : ""}${fixed(tick, digitsOf(step))}`;
}

/** Points that the last number of a horizontal scale needs to the right of its place, 8 at least. */
export function roomForLast(pen: PrintPen, range: Range, signs = false): number {
  const last = ticksOf(range).at(-1) ?? range.max;
  return Math.max(8, pen.measure(labelOf(range, signs)(last), type.small) / 2 + 1);
}

/**
 * Lines of a horizontal scale from `top` to `bottom`, its numbers below, as many as there is room for, then its title,
 * wrapped. Returns the lowest point used.
 */
export function drawScale(
  pen: PrintPen,
  range: Range,
  place: (value: number) => number,
  { top, bottom, title, signs = false }: { top: number; bottom: number; title: string | null; signs?: boolean },
): number {
  const label = labelOf(range, signs);
  const ticks = ticksOf(range);
  for (const tick of ticks) pen.line(place(tick), top, place(tick), bottom);
  for (const tick of fitting(ticks, (tick) => pen.measure(label(tick), type.small), place)) {
    pen.text(label(tick), place(tick), bottom + 9, { size: type.small, anchor: "middle", ink: paper.muted });
  }
  if (title === null) return bottom + 11;
  const [left, right] = [place(range.min), place(range.max)];
  return drawTitle(pen, title, { left, right, baseline: bottom + 19 });
}

/** The title of a scale below it; wider than the scale, it goes back to the figure's left edge. */
export function drawTitle(
  pen: PrintPen,
  title: string,
  { left, right, baseline }: { readonly left: number; readonly right: number; readonly baseline: number },
): number {
  const fits = pen.measure(title) <= right - left;
  const lines = fits ? [title] : pen.wrap(title, pen.width);
  for (const [index, line] of lines.entries()) {
    const look = { anchor: fits ? "middle" : "end", ink: paper.muted } as const;
    pen.text(line, fits ? (left + right) / 2 : pen.width - 1, baseline + index * type.lead, look);
  }
  return baseline + (lines.length - 1) * type.lead + 3;
}

/** Every tick, or every second, third, ... until their labels keep a distance. */
export function fitting(
  ticks: readonly number[],
  widthOf: (tick: number) => number,
  place: (tick: number) => number,
): readonly number[] {
  for (let every = 1; every <= ticks.length; every += 1) {
    const some = ticks.filter((_, index) => index % every === 0);
    const apart = some.every((tick, index) => {
      const next = some[index + 1];
      return next === undefined || Math.abs(place(next) - place(tick)) >= (widthOf(tick) + widthOf(next)) / 2 + 4;
    });
    if (apart) return some;
  }
  return ticks.slice(0, 1);
}

/** Small print below a figure. Returns the lowest point used. */
export function drawNotes(pen: PrintPen, notes: readonly (string | null)[], top: number): number {
  let baseline = top + type.lead;
  for (const note of notes) {
    if (note === null) continue;
    const lines = pen.wrap(note, pen.width - 2, type.small);
    baseline = pen.lines(lines, 1, baseline, { size: type.small, ink: paper.muted });
  }
  return baseline - type.lead + 3;
}

/** Narrowest column of a legend, in points. */
const legendLeast = 104;

/** Names behind their marks, in as many columns as make the legend lowest. Returns the lowest point used. */
export function drawLegend(pen: PrintPen, rows: readonly NamedRow[], top: number): number {
  const { lines, columns, room } = legendLayout(pen, rows);
  let bottom = top;
  for (let first = 0; first < rows.length; first += columns) {
    for (let index = first; index < Math.min(first + columns, rows.length); index += 1) {
      const x = (index - first) * (room + gap);
      const slot = rows[index]?.slot ?? null;
      if (slot !== null) pen.mark(slot, x + 3.6, bottom + type.lead * 0.62);
      pen.lines(lines[index] ?? [], x + keyRoom, bottom + type.lead * 0.62 + type.body * 0.34);
    }
    bottom += legendRow(lines, first, columns);
  }
  return bottom + 1;
}

/** How tall a legend of these names is, in points. */
export function legendHeight(pen: PrintPen, rows: readonly NamedRow[]): number {
  return legendLayout(pen, rows).height;
}

function legendRow(lines: readonly (readonly string[])[], first: number, columns: number): number {
  return Math.max(...lines.slice(first, first + columns).map((own) => own.length)) * type.lead + 1;
}

function legendLayout(pen: PrintPen, rows: readonly NamedRow[]) {
  const most = Math.max(1, Math.min(4, rows.length, Math.floor((pen.width + gap) / (legendLeast + gap))));
  const layouts = Array.from({ length: most }, (_, index) => {
    const columns = index + 1;
    const room = (pen.width - gap * (columns - 1)) / columns;
    const lines = rows.map(({ name }) => pen.wrap(name, room - keyRoom - 1));
    let height = 1;
    for (let first = 0; first < rows.length; first += columns) height += legendRow(lines, first, columns);
    return { columns, room, lines, height };
  });
  const [one] = layouts;
  if (one === undefined) throw new RangeError("a legend of no columns");
  return layouts.reduce((best, layout) => (layout.height < best.height ? layout : best), one);
}

export interface PanelLayout {
  readonly columns: number;
  /** Width of one panel, in points. */
  readonly width: number;
  readonly gap: number;
}

/** How many panels stand beside each other: as few as fit a page's height, none narrower than `least`. */
export function panelColumns(
  pen: PrintPen,
  count: number,
  { least, best, heightAt }: { least: number; best: number; heightAt: (width: number, columns: number) => number },
  room: number,
): PanelLayout {
  const most = Math.max(1, Math.floor((pen.width + gap) / (least + gap)));
  const from = Math.min(most, count, Math.max(1, Math.floor((pen.width + gap) / (best + gap))));
  const widthOf = (columns: number) => (pen.width - gap * (columns - 1)) / columns;
  for (let columns = from; columns < most; columns += 1) {
    if (heightAt(widthOf(columns), columns) <= room) return { columns, width: widthOf(columns), gap };
  }
  return { columns: most, width: widthOf(most), gap };
}
