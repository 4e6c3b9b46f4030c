import { pointsOn } from "../../judges/scale.ts";
import { ratingShares, ratingsOf, turnPoints } from "../figures/figure-data.ts";
import { colourOf } from "../figures/figure-style.ts";
import { figureNotes, figureWords } from "../figures/figure-words.ts";
import type { ReportCandidate } from "../page/report-record.ts";
import { fixed, grouped } from "../tables/number-text.ts";
import { logTicks } from "./log-ticks.ts";
import { type PrintInput, pageHeight, shownFirst } from "./print-input.ts";
import { drawNotes, fitting, panelColumns, scaleOf } from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import { at, type Scene } from "./scene.ts";

/** A candidate's own drawing inside its panel. */
type DrawPanel = (candidate: ReportCandidate, area: Area) => void;

interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const axisRoom = 14;
const scaleRoom = 13;
const between = 5;

/** How often the judge gave each rating: a bar a rating, a panel a candidate. Ratings are whole, so no line joins them. */
export function printDistribution(input: PrintInput): Scene | null {
  const { board, language, width, font, values } = input;
  const ratings = ratingsOf(board.scale, board.candidates);
  const shares = new Map(board.candidates.map((candidate) => [candidate, ratingShares(candidate, ratings)]));
  const candidates = board.candidates.filter((candidate) => (shares.get(candidate) ?? []).some((share) => share > 0));
  if (candidates.length === 0) return null;
  const highest = Math.max(...candidates.flatMap((candidate) => shares.get(candidate) ?? []));
  const step = highest > 50 ? 25 : highest > 20 ? 20 : 10;
  const top = Math.ceil(highest / step) * step;
  const pen = makePen(width, font);
  return drawPanels(pen, input, {
    candidates,
    height: 34,
    vertical: Array.from({ length: top / step + 1 }, (_, index) => index * step),
    // Numbers stand above their bars.
    verticalEnds: [0, values ? top * 1.25 : top],
    title: figureWords.share[language],
    notes: [
      figureNotes.across[language](
        `${figureWords.rating[language]} ${plain(ratings[0] ?? 0)}\u2013${plain(ratings.at(-1) ?? 0)}`,
      ),
    ],
    draw: (candidate, area) => {
      const slot = (area.right - area.left) / ratings.length;
      const middle = (index: number) => area.left + (index + 0.5) * slot;
      // All numbers or none: a gap would read as a nought.
      const widest = Math.max(
        ...(shares.get(candidate) ?? []).map((share) => pen.measure(numberOf(share), type.small)),
      );
      const y = scaleOf({ min: 0, max: values ? top * 1.25 : top }, area.bottom, area.top);
      for (const [index, share] of (shares.get(candidate) ?? []).entries()) {
        if (share === 0) continue;
        pen.rect(
          middle(index) - slot * 0.4,
          y(share),
          slot * 0.8,
          area.bottom - y(share),
          colourOf(candidate.slot, paper),
        );
        if (values && widest + 2 <= slot)
          pen.text(numberOf(share), middle(index), y(share) - 1.5, { size: type.small, anchor: "middle" });
      }
      drawTicks(pen, ratings, plain, (rating) => middle(ratings.indexOf(rating)), area);
    },
  });
}

/** A rating with all its digits and a real minus sign. */
function plain(rating: number): string {
  return String(rating).replace("-", "\u2212");
}

/** A share in whole per cent. */
function numberOf(share: number): string {
  return fixed(share, 0);
}

/** Length of answers against their ratings, a point a turn, a panel a candidate. */
export function printLength(input: PrintInput): Scene | null {
  return printPoints(input, "characters", figureWords.characters[input.language]);
}

/** Length of thinking against ratings. */
export function printThoughts(input: PrintInput): Scene | null {
  return printPoints(input, "thoughts", figureWords.thoughts[input.language]);
}

function printPoints(input: PrintInput, size: "characters" | "thoughts", title: string): Scene | null {
  const { board, language, width, font } = input;
  const points = new Map(board.candidates.map((candidate) => [candidate, turnPoints(candidate, size, board.scale)]));
  const candidates = board.candidates.filter((candidate) => (points.get(candidate) ?? []).length > 0);
  const sizes = candidates.flatMap((candidate) => (points.get(candidate) ?? []).map(({ x }) => x));
  if (sizes.length === 0) return null;
  const { ticks, low, high } = logTicks(Math.min(...sizes), Math.max(...sizes));
  const air = pointsOn(board.scale, 0.4);
  const [bottom, top] = [board.scale.min - air, board.scale.max + air];
  const pen = makePen(width, font);
  const whole = ratingsOf(board.scale, board.candidates);
  return drawPanels(pen, input, {
    candidates,
    height: 52,
    vertical: whole,
    verticalEnds: [bottom, top],
    title: figureWords.rating[language],
    notes: [
      `${title}${language === "ja" ? "。" : "."}${language === "ja" ? "" : " "}${figureWords.onePoint[language]}`,
    ],
    draw: (candidate, area) => {
      const x = scaleOf({ min: Math.log10(low), max: Math.log10(high) }, area.left + 2, area.right - 2);
      const y = scaleOf({ min: bottom, max: top }, area.bottom, area.top);
      for (const tick of ticks) pen.line(x(Math.log10(tick)), area.top, x(Math.log10(tick)), area.bottom);
      const r = 1.1;
      const dots = (points.get(candidate) ?? []).map((point) => {
        const [cx, cy] = [x(Math.log10(point.x)), y(point.y)];
        return `M${at(cx - r)} ${at(cy)}A${r} ${r} 0 1 1 ${at(cx + r)} ${at(cy)}A${r} ${r} 0 1 1 ${at(cx - r)} ${at(cy)}Z`;
      });
      // One path for all: thousands of them would be most of a report's time.
      pen.path(dots.join(""), { fill: colourOf(candidate.slot, paper), opacity: 0.6 });
      drawTicks(pen, ticks, grouped, (tick) => x(Math.log10(tick)), area);
    },
  });
}

interface Panels {
  readonly candidates: readonly ReportCandidate[];
  /** Of the drawing inside a panel, in points. */
  readonly height: number;
  /** Ticks of the vertical scale. */
  readonly vertical: readonly number[];
  readonly verticalEnds: readonly [number, number];
  /** Of the vertical scale, written above the panels. */
  readonly title: string;
  readonly notes: readonly string[];
  readonly draw: DrawPanel;
}

/** A panel a candidate under its name, all on the same scales. */
function drawPanels(pen: PrintPen, input: PrintInput, panels: Panels): Scene {
  const { candidates, vertical, verticalEnds, title } = panels;
  const axis = Math.max(axisRoom, ...vertical.map((tick) => pen.measure(plain(tick), type.small) + 4));
  const key = 8;
  const room = pageHeight - 50;
  const namesAt = (width: number) => candidates.map(({ name }) => pen.wrap(name, width - key));
  const own = (lines: number) => lines * type.lead + between + panels.height + scaleRoom;
  const rowsAt = (width: number, columns: number) => {
    const names = namesAt(width);
    return Array.from({ length: Math.ceil(names.length / columns) }, (_, row) =>
      own(Math.max(...names.slice(row * columns, (row + 1) * columns).map((lines) => lines.length))),
    );
  };
  const { columns, width, gap } = panelColumns(
    { ...pen, width: pen.width - axis - 3 },
    candidates.length,
    { least: 60, best: 100, heightAt: (at, count) => rowsAt(at, count).reduce((sum, one) => sum + one, 0) },
    room,
  );
  const heights = rowsAt(width, columns);
  let rows = 0;
  for (let used = 0; rows < heights.length; rows += 1) {
    used += heights[rows] ?? 0;
    if (used > room && rows > 0) break;
  }
  const { shown, note } = shownFirst(input, candidates, rows * columns);
  pen.text(title, 0, type.lead, { ink: paper.muted });
  let top = type.lead + 4;
  for (let row = 0; row * columns < shown.length; row += 1) {
    const height = heights[row] ?? 0;
    const area = { top: top + height - scaleRoom - panels.height, bottom: top + height - scaleRoom };
    const y = scaleOf({ min: verticalEnds[0], max: verticalEnds[1] }, area.bottom, area.top);
    for (const tick of fitting(vertical, () => type.small, y)) {
      pen.text(plain(tick), axis - 3, y(tick) + type.small * 0.34, {
        size: type.small,
        anchor: "end",
        ink: paper.muted,
      });
    }
    for (const [column, candidate] of shown.slice(row * columns, (row + 1) * columns).entries()) {
      const left = axis + column * (width + gap);
      const lines = pen.wrap(candidate.name, width - key);
      const first = area.top - between - (lines.length - 1) * type.lead - 0.5;
      pen.mark(candidate.slot, left + 3, first - type.body * 0.34, 2.3);
      pen.lines(lines, left + key, first);
      for (const tick of vertical) pen.line(left, y(tick), left + width, y(tick));
      panels.draw(candidate, { left, right: left + width, ...area });
    }
    top += height;
  }
  return pen.scene(drawNotes(pen, [...panels.notes, note], top - 2), title);
}

/** Numbers under a panel, as many as there is room for; each stays inside its panel and half the gap beside it. */
function drawTicks(
  pen: PrintPen,
  ticks: readonly number[],
  text: (tick: number) => string,
  place: (tick: number) => number,
  { left, right, bottom }: Area,
): void {
  const width = (tick: number) => pen.measure(text(tick), type.small);
  const inside = ticks.filter((tick) => {
    const half = width(tick) / 2;
    return place(tick) - half >= left - 2.5 && place(tick) + half <= right + 2.5;
  });
  for (const tick of fitting(inside, width, place)) {
    pen.text(text(tick), place(tick), bottom + 8.5, { size: type.small, anchor: "middle", ink: paper.muted });
  }
}
