import { categoryName } from "../category-names.ts";
import { halfWidth, questionsPerCategory } from "../figures/figure-data.ts";
import { axisRange } from "../figures/figure-style.ts";
import { figureNotes, figureWords } from "../figures/figure-words.ts";
import { heatColour, heatDigits, heatInk } from "../figures/heat-colour.ts";
import type { ReportScore } from "../page/report-record.ts";
import { fixed } from "../tables/number-text.ts";
import type { PrintInput } from "./print-input.ts";
import { drawNames, drawNotes, layoutRows, type NamedRow, type RowLayout } from "./print-layout.ts";
import { makePen, type PrintPen, paper, type } from "./print-pen.ts";
import { at, type Scene } from "./scene.ts";

/** Room for a mean and its half width, in points. */
const cellHeight = 21;

/** Candidates by categories: the mean in each cell and how uncertain it is; what is missing is hatched, never zero. */
export function printHeatmap({ board, language, width, font }: PrintInput): Scene | null {
  const { candidates, categories } = board;
  const known = candidates.flatMap((row) => categories.flatMap((name) => row.categories[name]?.mean ?? []));
  if (known.length === 0) return null;
  const range = axisRange(known, board.scale);
  const digits = heatDigits(board.scale);
  const pen = makePen(width, font);
  const rows = candidates.map(({ name }) => ({ name, slot: null }));
  // Every cell has to hold its numbers; the names get what is left.
  const cellLeast = pen.measure("\u00b100.0", type.small) + 3;
  const share = Math.min(0.36, Math.max(0.2, 1 - (cellLeast * categories.length) / width));
  const beside = layoutRows(pen, rows, { least: cellHeight, share, key: false });
  const layout = roomiest(pen, rows, beside);
  const cell = (width - layout.left - 1) / categories.length;
  const top = drawHeadings(
    pen,
    categories.map((name) => categoryName(name, language)),
    { left: layout.left, cell },
  );
  if (layout === beside) drawNames(pen, layout, rows, top, false);
  let missing = false;
  for (const [line, { top: own, height: whole, lines }] of layout.rows.entries()) {
    const height = layout === beside ? whole : cellHeight;
    if (layout !== beside) pen.lines(lines, 1, top + own + type.lead - 1.5);
    for (const [column, name] of categories.entries()) {
      const score = candidates[line]?.categories[name];
      const area = {
        x: layout.left + column * cell + 0.5,
        y: top + own + whole - height + 0.5,
        width: cell - 1,
        height: height - 1,
      };
      missing ||= (score?.mean ?? null) === null;
      drawCell(pen, area, score, { ...range, digits });
    }
  }
  const notes = [
    figureNotes.plusMinus[language](questionsPerCategory(board)),
    missing ? figureWords.noInterval[language] : null,
  ];
  return pen.scene(drawNotes(pen, notes, top + layout.height + 1), figureWords.meanScore[language]);
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawCell(
  pen: PrintPen,
  area: Area,
  score: ReportScore | undefined,
  range: { readonly min: number; readonly max: number; readonly digits: number },
): void {
  if (score === undefined || score.mean === null) {
    hatch(pen, area);
    return;
  }
  const part = (score.mean - range.min) / (range.max - range.min);
  pen.rect(area.x, area.y, area.width, area.height, heatColour(part, paper));
  const ink = heatInk(part, paper);
  const x = area.x + area.width / 2;
  const y = area.y + area.height / 2;
  const half = halfWidth(score);
  pen.text(fixed(score.mean, range.digits), x, y + (half === null ? 2.6 : -0.9), { anchor: "middle", ink });
  if (half === null) return;
  pen.text(`\u00b1${fixed(half, range.digits)}`, x, y + 7.4, { anchor: "middle", size: type.small, ink });
}

/** Names beside their cells, or, where wrapping would make the rows tall, on a line of their own above them. */
function roomiest(pen: PrintPen, rows: readonly NamedRow[], beside: RowLayout): RowLayout {
  let height = 0;
  const above = rows.map(({ name }) => {
    const lines = pen.wrap(name, pen.width - 2);
    const own = lines.length * type.lead + cellHeight + 2;
    height += own;
    return { lines, height: own, top: height - own };
  });
  return beside.height <= height ? beside : { left: 0, rows: above, height };
}

/** Headings over their columns, lying where every one fits, else upright. Returns where the cells begin. */
function drawHeadings(
  pen: PrintPen,
  names: readonly string[],
  { left, cell }: { readonly left: number; readonly cell: number },
): number {
  const lying = names.map((name) => pen.wrap(name, cell - 2));
  const unbroken = names.every((name) => pen.measure(name) <= cell - 2);
  if (unbroken) {
    for (const [index, [line = ""]] of lying.entries()) {
      pen.text(line, left + (index + 0.5) * cell, type.lead, { anchor: "middle" });
    }
    return type.lead + 4;
  }
  const bottom = Math.max(...names.map((name) => pen.measure(name))) + 4;
  for (const [index, name] of names.entries()) {
    pen.text(name, left + (index + 0.5) * cell + type.body * 0.34, bottom - 1, { upright: true });
  }
  return bottom + 1;
}

function hatch(pen: PrintPen, { x, y, width, height }: Area): void {
  const parts: string[] = [];
  for (let shift = 4; shift < width + height; shift += 4) {
    const [x1, y1] = shift <= height ? [x, y + shift] : [x + shift - height, y + height];
    const [x2, y2] = shift <= width ? [x + shift, y] : [x + width, y + shift - width];
    parts.push(`M${at(x1)} ${at(y1)}L${at(x2)} ${at(y2)}`);
  }
  pen.path(parts.join(""), { stroke: paper.muted, lineWidth: 0.4 });
}
