import { markCount } from "../figures/figure-marks.ts";
import { axisRange, ticksOf } from "../figures/figure-style.ts";
import { figureNotes, figureWords } from "../figures/figure-words.ts";
import { fixed } from "../tables/number-text.ts";
import type { PrintInput } from "./print-input.ts";
import { digitsOf, drawLegend, drawNotes, drawScale, roomForLast, scaleOf } from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import type { Scene } from "./scene.ts";

const plotHeight = 150;

/** Severity across, slope upwards, a mark a rater with its intervals; only of sets that several rated. */
export function printSeverity({ board, language, width, font }: PrintInput): Scene | null {
  const raters = (board.raters?.characters ?? []).slice(0, markCount).flatMap(({ rater, severity, slope }, slot) => {
    if (severity.value === null || slope.value === null) return [];
    const ends = ({ low, high }: typeof severity, value: number) => ({ low: low ?? value, high: high ?? value });
    return [
      {
        name: rater,
        slot,
        x: severity.value,
        y: slope.value,
        ...{ across: ends(severity, severity.value), up: ends(slope, slope.value) },
      },
    ];
  });
  if (raters.length < 2) return null;
  const pen = makePen(width, font);
  const across = axisRange(
    [0, ...raters.flatMap(({ across: { low, high } }) => [low, high])],
    null,
    board.raters?.scale ?? board.scale,
  );
  const up = axisRange([1, ...raters.flatMap(({ up: { low, high } }) => [low, high])], null, null);
  const { left, top, bottom, y } = drawUpright(pen, up, figureWords.slope[language]);
  const x = scaleOf(across, left + 8, width - Math.max(12, roomForLast(pen, across, true)));
  const end = drawScale(pen, across, x, { top, bottom, title: figureWords.severity[language], signs: true });
  const rule = { ink: paper.muted, lineWidth: 0.8 };
  pen.line(x(0), top, x(0), bottom, rule);
  pen.line(left, y(1), width - 1, y(1), rule);
  for (const { slot, x: severity, y: slope, across: bar, up: pole } of raters) {
    const look = { ink: paper.muted, lineWidth: 0.7 };
    pen.line(x(bar.low), y(slope), x(bar.high), y(slope), look);
    pen.line(x(severity), y(pole.low), x(severity), y(pole.high), look);
    pen.mark(slot, x(severity), y(slope));
  }
  return pen.scene(drawNotes(pen, [], drawLegend(pen, raters, end + 3)), figureWords.severity[language]);
}

/** What changing the judge does to each candidate: a column a rater, mildest first, a line a candidate. */
export function printJudges({ board, language, width, font }: PrintInput): Scene | null {
  if (board.raters === null) return null;
  const { characters, scores, candidates: all, scale } = board.raters;
  const shown = all.slice(0, markCount);
  const pen = makePen(width, font);
  const columns = characters
    .map(({ rater, mean }, index) => ({ rater, mean: mean ?? 0, own: scores[index] ?? [] }))
    .sort((a, b) => b.mean - a.mean);
  const values = columns.flatMap(({ own }) => own.slice(0, shown.length));
  // Ratings of several scales were stretched to one of them, which need not be the board's.
  const range = axisRange(values, scale ?? board.scale);
  const { left, top, bottom, y } = drawUpright(pen, range, figureWords.meanScore[language]);
  const x = (column: number) => left + 14 + (column / Math.max(1, columns.length - 1)) * (width - left - 28);
  for (const [column] of columns.entries()) {
    pen.line(x(column), top, x(column), bottom);
    pen.text(String(column + 1), x(column), bottom + 9, { size: type.small, anchor: "middle", ink: paper.muted });
  }
  for (const [index, { slot }] of shown.entries()) {
    const places = columns.map(({ own }, column) => ({ px: x(column), py: y(own[index] ?? range.min) }));
    for (const [column, { px, py }] of places.entries()) {
      const next = places[column + 1];
      if (next !== undefined) pen.line(px, py, next.px, next.py, { ink: paper.muted, lineWidth: 0.6 });
    }
    for (const { px, py } of places) pen.mark(slot, px, py);
  }
  const named = columns.map(({ rater }, column) => `${column + 1}: ${rater}`);
  const some = shown.length < all.length ? figureNotes.some[language](String(shown.length), String(all.length)) : null;
  const legend = drawLegend(pen, shown, bottom + 14);
  return pen.scene(drawNotes(pen, [...named, some], legend), figureWords.judges[language]);
}

/** An upright scale with its title above, as tall as a plot. */
function drawUpright(pen: PrintPen, range: Parameters<typeof ticksOf>[0], title: string) {
  const label = (tick: number) => fixed(tick, digitsOf(range.step));
  const left = Math.max(...ticksOf(range).map((tick) => pen.measure(label(tick), type.small))) + 5;
  const titled = pen.lines(pen.wrap(title, pen.width), 0, type.lead, { ink: paper.muted });
  const top = titled - type.lead + 6;
  const bottom = top + plotHeight;
  const y = scaleOf(range, bottom, top);
  for (const tick of ticksOf(range)) {
    pen.line(left, y(tick), pen.width - 1, y(tick));
    pen.text(label(tick), left - 4, y(tick) + type.small * 0.34, { size: type.small, anchor: "end", ink: paper.muted });
  }
  return { left, top, bottom, y };
}
