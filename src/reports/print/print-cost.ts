import { costPoints } from "../figures/figure-data.ts";
import { markCount } from "../figures/figure-marks.ts";
import { axisRange, ticksOf } from "../figures/figure-style.ts";
import { figureWords } from "../figures/figure-words.ts";
import { fixed } from "../tables/number-text.ts";
import { logTicks } from "./log-ticks.ts";
import { type PrintInput, shownFirst } from "./print-input.ts";
import { drawInterval } from "./print-intervals.ts";
import { digitsOf, drawLegend, drawNotes, drawTitle, fitting, scaleOf } from "./print-layout.ts";
import { makePen, paper, type } from "./print-pen.ts";
import type { Scene } from "./scene.ts";

const plotHeight = 130;

/** Score against cost, a mark a candidate, its interval upright; only where prices are known. */
export function printCost(input: PrintInput): Scene | null {
  const { board, language, width, font } = input;
  const all = costPoints(board.candidates);
  if (all.points.length === 0) return null;
  const { shown, note } = shownFirst(
    input,
    all.points.map(({ candidate }) => candidate),
    markCount,
  );
  const points = all.points.filter(({ candidate }) => shown.includes(candidate));
  const pen = makePen(width, font);
  const ends = points.flatMap(({ candidate: { score }, mean }) => [mean, score.low, score.high]);
  const range = axisRange(
    ends.filter((value) => value !== null),
    board.scale,
  );
  const costs = points.map(({ cost }) => cost);
  const { ticks, low, high } = logTicks(Math.min(...costs), Math.max(...costs));
  const label = (tick: number) => fixed(tick, digitsOf(range.step));
  const left = Math.max(...ticksOf(range).map((tick) => pen.measure(label(tick), type.small))) + 5;
  const top = type.lead + 6;
  const bottom = top + plotHeight;
  const x = scaleOf({ min: Math.log10(low), max: Math.log10(high) }, left + 8, width - 8);
  const y = scaleOf(range, bottom, top);
  pen.text(figureWords.score[language], 0, type.lead, { ink: paper.muted });
  for (const tick of ticksOf(range)) {
    pen.line(left, y(tick), width - 1, y(tick));
    pen.text(label(tick), left - 4, y(tick) + type.small * 0.34, { size: type.small, anchor: "end", ink: paper.muted });
  }
  const place = (tick: number) => x(Math.log10(tick));
  for (const tick of ticks) pen.line(place(tick), top, place(tick), bottom);
  for (const tick of fitting(ticks, (one) => pen.measure(String(one), type.small), place)) {
    pen.text(String(tick), place(tick), bottom + 9, { size: type.small, anchor: "middle", ink: paper.muted });
  }
  for (const { candidate, cost, mean } of points) {
    const { low: from, high: to } = candidate.score;
    if (from !== null && to !== null)
      pen.line(place(cost), y(from), place(cost), y(to), { ink: paper.muted, lineWidth: 0.7 });
    drawInterval(pen, {
      mean: place(cost),
      low: null,
      high: null,
      slot: candidate.slot,
      y: y(mean),
      place: (at) => at,
    });
  }
  const title = figureWords.cost[language].replace("USD", all.currency);
  const end = drawTitle(pen, title, { left, right: width - 1, baseline: bottom + 19 });
  const legend = drawLegend(
    pen,
    points.map(({ candidate: { name, slot } }) => ({ name, slot })),
    end + 3,
  );
  return pen.scene(drawNotes(pen, [note], legend), title);
}
