import { type TurnMeans, turnMeans } from "../figures/figure-data.ts";
import { axisRange, colourOf } from "../figures/figure-style.ts";
import { figureWords, turnWord } from "../figures/figure-words.ts";
import { fixed, signed } from "../tables/number-text.ts";
import type { PrintInput } from "./print-input.ts";
import { drawNames, drawNotes, drawScale, layoutRows, roomForLast, scaleOf } from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import type { Scene } from "./scene.ts";

/** Between the points of a row, in points. */
const turnStep = 5.6;

/** A row a candidate, a point a turn with its interval: the first hollow and above, the last filled and below. */
export function printTurns({ board, language, width, font, values }: PrintInput): Scene | null {
  const { numbers, rows: shown } = turnMeans(board.candidates);
  if (shown.length === 0 || numbers.length < 2) return null;
  const pen = makePen(width, font);
  const rows = shown.map(({ candidate: { name } }) => ({ name, slot: null }));
  const least = 4 + turnStep * numbers.length;
  const layout = layoutRows(pen, rows, { least, key: false, share: values ? 0.38 : 0.46 });
  const texts = shown.map(({ means }) => (values ? valueText(means) : ""));
  const widest = Math.max(...texts.map((text) => pen.measure(text, type.small)));
  const ends = shown.flatMap(({ candidate: { turns }, means }) => [
    ...means,
    ...numbers.flatMap((turn) => [turns[turn]?.low ?? null, turns[turn]?.high ?? null]),
  ]);
  const range = axisRange(
    ends.filter((value) => value !== null),
    board.scale,
  );
  const place = scaleOf(range, layout.left, width - (widest === 0 ? roomForLast(pen, range) : widest + 8));
  const top = drawKey(
    pen,
    numbers.map((turn) => turnWord(turn, language)),
    layout.left,
  );
  const title = figureWords.score[language];
  const bottom = drawScale(pen, range, place, { top, bottom: top + layout.height + 1, title });
  drawNames(pen, layout, rows, top, false);
  for (const [index, { top: own, height }] of layout.rows.entries()) {
    const row = shown[index];
    if (row === undefined) continue;
    const middle = top + own + height / 2;
    drawPoints(pen, row, numbers, { middle, place });
    pen.text(texts[index] ?? "", width - 1, middle + type.small * 0.34, { size: type.small, anchor: "end" });
  }
  return pen.scene(drawNotes(pen, [], bottom), title);
}

function drawPoints(
  pen: PrintPen,
  { candidate, means }: TurnMeans["rows"][number],
  numbers: readonly string[],
  { middle, place }: { readonly middle: number; readonly place: (score: number) => number },
): void {
  const ink = colourOf(candidate.slot, paper);
  for (const [order, turn] of numbers.entries()) {
    const y = middle + (order - (numbers.length - 1) / 2) * turnStep;
    const { low, high } = candidate.turns[turn] ?? { low: null, high: null };
    if (low !== null && high !== null) pen.line(place(low), y, place(high), y, { ink, lineWidth: 0.9 });
    drawDot(pen, place(means[order] ?? 0), y, { ink, order, count: numbers.length });
  }
}

function valueText(means: readonly number[]): string {
  const change = (means.at(-1) ?? 0) - (means[0] ?? 0);
  return `${means.map((mean) => fixed(mean)).join(" \u2192 ")} (${signed(change)})`;
}

/** Which point is which turn, wrapped onto lines. Returns where the rows begin. */
function drawKey(pen: PrintPen, words: readonly string[], left: number): number {
  let [x, y] = [left, type.lead - 1];
  for (const [order, word] of words.entries()) {
    const room = 9 + pen.measure(word);
    if (x > left && x + room > pen.width) [x, y] = [left, y + type.lead];
    drawDot(pen, x + 3, y - 2.6, { ink: paper.ink, order, count: words.length });
    pen.text(word, x + 9, y);
    x += room + 12;
  }
  return y + 5;
}

/** Hollow for the first turn, full for the last, half as strong between them. */
function drawDot(
  pen: PrintPen,
  x: number,
  y: number,
  { ink, order, count }: { readonly ink: string; readonly order: number; readonly count: number },
): void {
  const r = 2.1;
  const d = `M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}Z`;
  pen.path(d, { fill: paper.paper, stroke: ink, lineWidth: 0.8 });
  if (order > 0) pen.path(d, { fill: ink, opacity: order === count - 1 ? 1 : 0.5 });
}
