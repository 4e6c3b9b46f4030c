import { categoryName } from "../category-names.ts";
import { halfWidth, questionsPerCategory } from "../figures/figure-data.ts";
import { radarLimit, radarRange } from "../figures/figure-radar.ts";
import { colourOf, ticksOf } from "../figures/figure-style.ts";
import { figureNotes, figureWords } from "../figures/figure-words.ts";
import type { Language, ReportBoard, ReportCandidate, ReportScore } from "../page/report-record.ts";
import { fixed } from "../tables/number-text.ts";
import { type PrintInput, shownFirst } from "./print-input.ts";
import { digitsOf, drawLegend, drawNotes } from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import { at, type Scene } from "./scene.ts";

/** Bands of more models than this hide each other. */
const bandLimit = 2;
const labelGap = 5;

/** Category means about a centre that the note names; up to two models carry their intervals as bands, more as a note. */
export function printRadar(input: PrintInput): Scene | null {
  const { board, language, width, font } = input;
  const { shown, note } = shownFirst(input, board.candidates, radarLimit);
  const range = radarRange(board, shown);
  if (range === null) return null;
  const pen = makePen(width, font);
  const labels = wrapped(
    pen,
    board.categories.map((name) => categoryName(name, language)),
  );
  const circle = circleOf(pen, labels);
  drawRings(pen, circle, range, labels);
  const radius = (value: number) => ((value - range.min) / (range.max - range.min)) * circle.radius;
  if (shown.length <= bandLimit) for (const one of shown) drawBand(pen, board, one, circle, radius);
  for (const candidate of shown) drawPolygon(pen, board, candidate, circle, radius);
  const rows = shown.map(({ name, slot }) => ({ name, slot }));
  const legend = drawLegend(pen, rows, circle.bottom + 4);
  const notes = [
    figureNotes.rings[language](fixed(range.min, digitsOf(range.step)), fixed(range.max, digitsOf(range.step))) +
      (language === "ja" ? "" : " ") +
      uncertainty(board, shown, language),
    note,
  ];
  return pen.scene(drawNotes(pen, notes, legend), figureWords.meanScore[language]);
}

interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly bottom: number;
  /** Directions of the categories, clockwise from the top, in radians. */
  readonly angles: readonly number[];
}

/** A category's name in lines. */
type Label = readonly string[];

function anglesOf(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (2 * Math.PI * index) / count);
}

/** Names beside the circle leave it two fifths of the width, those above and below have more. */
function wrapped(pen: PrintPen, names: readonly string[]): readonly Label[] {
  const angles = anglesOf(names.length);
  return names.map((name, index) => pen.wrap(name, pen.width * (isUpright(angles[index] ?? 0) ? 0.6 : 0.3)));
}

function isUpright(angle: number): boolean {
  return Math.abs(Math.sin(angle)) < 0.05;
}

/** First and last baseline of a label about its place: above the circle it grows upwards, below it downwards. */
function baselines(label: Label, angle: number, place: number): { readonly first: number; readonly last: number } {
  const down = -Math.cos(angle);
  const more = (label.length - 1) * type.lead;
  const first = place + type.body * (0.34 + 0.4 * down) - (more * (1 - down)) / 2;
  return { first, last: first + more };
}

/** The largest circle whose labels stay inside the figure, at most as large as reads well. */
function circleOf(pen: PrintPen, labels: readonly Label[]): Circle {
  const angles = anglesOf(labels.length);
  const room = labels.map((lines, index) => {
    const across = Math.abs(Math.sin(angles[index] ?? 0));
    const text = Math.max(...lines.map((line) => pen.measure(line))) + labelGap;
    return isUpright(angles[index] ?? 0) ? Number.POSITIVE_INFINITY : (pen.width / 2 - 1 - text) / across;
  });
  const radius = Math.max(30, Math.min(105, ...room));
  const ends = labels.map((label, index) => {
    const angle = angles[index] ?? 0;
    return baselines(label, angle, -(radius + labelGap) * Math.cos(angle));
  });
  const y = Math.max(radius + type.lead + labelGap, ...ends.map(({ first }) => type.lead - first));
  const bottom = y + Math.max(radius + type.lead + labelGap, ...ends.map(({ last }) => last + type.lead / 2));
  return { x: pen.width / 2, y, radius, bottom, angles };
}

function pointAt({ x, y, angles }: Circle, index: number, radius: number): readonly [number, number] {
  const angle = angles[index] ?? 0;
  return [x + radius * Math.sin(angle), y - radius * Math.cos(angle)];
}

function drawRings(
  pen: PrintPen,
  circle: Circle,
  range: { min: number; max: number; step: number },
  labels: readonly Label[],
): void {
  const radius = (value: number) => ((value - range.min) / (range.max - range.min)) * circle.radius;
  for (const [index, label] of labels.entries()) {
    const [x, y] = pointAt(circle, index, circle.radius);
    pen.line(circle.x, circle.y, x, y);
    const [lx, ly] = pointAt(circle, index, circle.radius + labelGap);
    const angle = circle.angles[index] ?? 0;
    const anchor = isUpright(angle) ? "middle" : Math.sin(angle) > 0 ? "start" : "end";
    pen.lines(label, lx, baselines(label, angle, ly).first, { anchor });
  }
  const ticks = ticksOf(range).filter((tick) => tick > range.min);
  for (const tick of ticks) {
    pen.path(closed(labels.map((_, index) => pointAt(circle, index, radius(tick)))), {
      stroke: paper.grid,
      lineWidth: 0.5,
    });
  }
  for (const tick of ticks) {
    const [x, y] = [circle.x + 2, circle.y - radius(tick) + type.small * 0.9];
    pen.text(fixed(tick, digitsOf(range.step)), x, y, { size: type.small, ink: paper.muted });
  }
}

function closed(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${at(x)} ${at(y)}`).join("L")}Z`;
}

function scoresOf(board: ReportBoard, { categories }: ReportCandidate): (ReportScore | null)[] {
  return board.categories.map((name) => categories[name] ?? null);
}

/** Lines only between neighbours that both have a mean. */
function drawPolygon(
  pen: PrintPen,
  board: ReportBoard,
  candidate: ReportCandidate,
  circle: Circle,
  radius: (value: number) => number,
): void {
  const scores = scoresOf(board, candidate);
  const points = scores.map((score, index) =>
    score === null || score.mean === null ? null : pointAt(circle, index, radius(score.mean)),
  );
  const ink = colourOf(candidate.slot, paper);
  for (const [index, point] of points.entries()) {
    const next = points[(index + 1) % points.length] ?? null;
    if (point !== null && next !== null) pen.line(point[0], point[1], next[0], next[1], { ink, lineWidth: 1 });
  }
  for (const point of points) if (point !== null) pen.mark(candidate.slot, point[0], point[1], 2.2);
}

/** From the low to the high end of the intervals, where every category has one. */
function drawBand(
  pen: PrintPen,
  board: ReportBoard,
  candidate: ReportCandidate,
  circle: Circle,
  radius: (value: number) => number,
): void {
  const outer: (readonly [number, number])[] = [];
  const inner: (readonly [number, number])[] = [];
  for (const [index, score] of scoresOf(board, candidate).entries()) {
    if (score === null || score.low === null || score.high === null) return;
    outer.push(pointAt(circle, index, Math.min(circle.radius, radius(score.high))));
    inner.push(pointAt(circle, index, Math.max(0, radius(score.low))));
  }
  // The inner outline runs the other way round, which leaves it open.
  pen.path(closed(outer) + closed(inner.reverse()), { fill: colourOf(candidate.slot, paper), opacity: 0.16 });
}

function uncertainty(board: ReportBoard, shown: readonly ReportCandidate[], language: Language): string {
  const n = questionsPerCategory(board);
  const halves = shown.flatMap((one) => scoresOf(board, one).map((score) => halfWidth(score ?? undefined)));
  const known = halves.filter((half) => half !== null);
  if (known.length === 0)
    return language === "ja" ? `1 カテゴリあたり n = ${n} 問。` : `n = ${n} questions a category.`;
  if (shown.length <= bandLimit && known.length === halves.length) return figureNotes.band[language](n);
  return figureNotes.radar[language](n, fixed(Math.min(...known), 1), fixed(Math.max(...known), 1));
}
