import { categoryName } from "../category-names.ts";
import { questionsPerCategory } from "../figures/figure-data.ts";
import { markCount } from "../figures/figure-marks.ts";
import { axisRange } from "../figures/figure-style.ts";
import { figureNotes, figureWords } from "../figures/figure-words.ts";
import type { ReportCandidate } from "../page/report-record.ts";
import { fixed } from "../tables/number-text.ts";
import { type PrintInput, pageHeight, shownFirst } from "./print-input.ts";
import { drawInterval } from "./print-intervals.ts";
import {
  digitsOf,
  drawLegend,
  drawNames,
  drawNotes,
  drawScale,
  layoutRows,
  legendHeight,
  type Range,
  type RowLayout,
  scaleOf,
} from "./print-layout.ts";
import { makePen, type PrintPen, type } from "./print-pen.ts";
import type { Scene } from "./scene.ts";

/** Room for one category's drawing, in points: beside names, and alone. */
const panelLeast = { named: 66, keyed: 46 } as const;
const panelGap = 9;
const headRoom = 13;
const scaleRoom = 13;
const noteRoom = 34;
const keyedRow = 8;

interface Plan {
  /** Names stand beside every row of panels; otherwise marks do, and a legend below names them. */
  readonly named: boolean;
  readonly shown: readonly ReportCandidate[];
  readonly note: string | null;
  readonly layout: RowLayout;
  readonly columns: number;
  readonly panelWidth: number;
}

/** A panel a category, a row a candidate: category means with the intervals that ten questions leave them. */
export function printCategories(input: PrintInput): Scene | null {
  const { board, language, width, font } = input;
  const rated = board.candidates.filter(({ categories }) =>
    Object.values(categories).some(({ mean }) => mean !== null),
  );
  if (rated.length === 0) return null;
  const pen = makePen(width, font);
  const plan = planOf(pen, input, rated);
  const { named, shown, layout, columns, panelWidth } = plan;
  const ends = shown.flatMap(({ categories }) =>
    Object.values(categories).flatMap(({ mean, low, high }) => [mean, low, high]),
  );
  const range = axisRange(
    ends.filter((value) => value !== null),
    board.scale,
  );
  let top = 0;
  for (let first = 0; first < board.categories.length; first += columns) {
    const names = board.categories.slice(first, first + columns);
    const heads = names.map((name) => pen.wrap(categoryName(name, language), panelWidth));
    const head = headRoom + (Math.max(1, ...heads.map((lines) => lines.length)) - 1) * type.lead;
    drawNames(pen, layout, shown, top + head);
    for (const [column, name] of names.entries()) {
      const left = layout.left + column * (panelWidth + panelGap);
      pen.lines(heads[column] ?? [], left, top + type.lead);
      drawPanel(pen, { name, left, right: left + panelWidth, top: top + head, range, shown, layout });
    }
    top += head + layout.height + scaleRoom;
  }
  const legend = named ? top : drawLegend(pen, shown, top + 3);
  const notes = [figureNotes.intervals[language](questionsPerCategory(board)), plan.note];
  return pen.scene(drawNotes(pen, notes, legend), figureWords.score[language]);
}

/** Names beside the panels where all candidates fit a page so; else a legend, and as many candidates as fit with it. */
function planOf(pen: PrintPen, input: PrintInput, rated: readonly ReportCandidate[]): Plan {
  const count = input.board.categories.length;
  const beside = layoutRows(pen, rated, { least: 10 });
  const wide = gridOf(pen.width - beside.left, count, panelLeast.named);
  if (wide.rows * (headRoom + beside.height + scaleRoom) + noteRoom <= pageHeight) {
    return { named: true, shown: rated, note: null, layout: beside, ...wide };
  }
  const left = 12;
  const grid = gridOf(pen.width - left, count, panelLeast.keyed);
  const fits = (some: number) =>
    grid.rows * (headRoom + some * keyedRow + scaleRoom) + legendHeight(pen, rated.slice(0, some)) + noteRoom <=
    pageHeight;
  let most = Math.min(rated.length, markCount);
  while (most > 1 && !fits(most)) most -= 1;
  const { shown, note } = shownFirst(input, rated, most);
  const rows = shown.map((_, index) => ({ lines: [], height: keyedRow, top: index * keyedRow }));
  return { named: false, shown, note, layout: { left, rows, height: shown.length * keyedRow }, ...grid };
}

function gridOf(room: number, count: number, least: number): { columns: number; rows: number; panelWidth: number } {
  const most = Math.max(1, Math.floor((room + panelGap) / (least + panelGap)));
  const rows = Math.ceil(count / most);
  const columns = Math.ceil(count / rows);
  return { columns, rows, panelWidth: (room - panelGap * (columns - 1) - 6) / columns };
}

function drawPanel(
  pen: PrintPen,
  panel: {
    readonly name: string;
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly range: Range;
    readonly shown: readonly ReportCandidate[];
    readonly layout: RowLayout;
  },
): void {
  const { name, left, right, top, range, shown, layout } = panel;
  // Labels at the ends reach out of a panel, and stay apart from those of the next.
  const ends = [range.min, range.max].map((end) => pen.measure(fixed(end, digitsOf(range.step)), type.small));
  const inset = Math.max(2, Math.max(...ends) / 2 - panelGap / 2 + 2);
  const place = scaleOf(range, left + inset, right - inset);
  drawScale(pen, range, place, { top, bottom: top + layout.height, title: null });
  for (const [index, { top: own, height }] of layout.rows.entries()) {
    const candidate = shown[index];
    const score = candidate?.categories[name];
    if (candidate === undefined || score === undefined || score.mean === null) continue;
    const { mean, low, high } = score;
    drawInterval(pen, { mean, low, high, slot: candidate.slot, y: top + own + height / 2, place, size: 2.1 });
  }
}
