import { differencesFrom } from "../page/report-differences.ts";
import { axis, baseOptions, drawing, type FigureConfig } from "./figure-base.ts";
import { axisRange, colourOf, type FigureInput, type FigureTheme, pointOf, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

interface IntervalRow {
  readonly label: string;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Null: published elsewhere, drawn hollow. */
  readonly slot: number | null;
}

/** Every candidate's score with its interval on one scale; published scores of the same protocol as hollow points. */
export function intervalsFigure({ board, language, theme }: FigureInput): FigureConfig | null {
  const rows: IntervalRow[] = board.candidates
    .filter((candidate) => candidate.score.mean !== null)
    .map(({ id, slot, score }) => ({ label: shortName(id, 24), slot, ...score }));
  for (const row of board.published.filter(({ comparable }) => comparable === "exact")) {
    const label = `${shortName(row.model, 16)} (${figureWords.published[language]})`;
    rows.push({ label, mean: row.score, low: null, high: null, slot: null });
  }
  rows.sort((a, b) => (b.mean ?? 0) - (a.mean ?? 0));
  if (rows.length === 0) return null;
  return rowsFigure(rows, { theme, title: figureWords.score[language], limits: board.scale, zero: false });
}

/** Paired differences from the baseline, with the zero line. */
export function differencesFigure({ board, baseline, language, theme }: FigureInput): FigureConfig | null {
  const slots = new Map(board.candidates.map(({ id, slot }) => [id, slot]));
  const rows = differencesFrom(board, baseline).map(({ candidate, mean, low, high }) => ({
    label: shortName(candidate, 24),
    mean,
    low,
    high,
    slot: slots.get(candidate) ?? 0,
  }));
  if (rows.length === 0) return null;
  const name = shortName(board.candidates[baseline]?.id ?? "");
  const title = `${figureWords.difference[language]}: ${name}`;
  return rowsFigure(rows, { theme, title, limits: null, zero: true });
}

function rowsFigure(
  rows: readonly IntervalRow[],
  look: {
    readonly theme: FigureTheme;
    readonly title: string;
    readonly limits: { readonly min: number; readonly max: number } | null;
    readonly zero: boolean;
  },
): FigureConfig {
  const { theme, title, limits, zero } = look;
  const values = rows.flatMap(({ mean, low, high }) => [mean, low, high]).filter((value) => value !== null);
  const range = axisRange(zero ? [...values, 0] : values, limits);
  const colour = (row: IntervalRow) => (row.slot === null ? theme.ink : colourOf(row.slot, theme));
  const bars = drawing("bars", "beforeDatasetsDraw", (chart) => {
    const { ctx, scales } = chart;
    const { x, y } = scales;
    if (x === undefined || y === undefined) return;
    if (zero) {
      ctx.strokeStyle = theme.ink;
      ctx.lineWidth = theme.lineWidth * 0.7;
      ctx.beginPath();
      ctx.moveTo(x.getPixelForValue(0), y.top);
      ctx.lineTo(x.getPixelForValue(0), y.bottom);
      ctx.stroke();
    }
    for (const [index, row] of rows.entries()) {
      if (row.low === null || row.high === null) continue;
      ctx.strokeStyle = colour(row);
      ctx.lineWidth = theme.lineWidth;
      ctx.beginPath();
      ctx.moveTo(x.getPixelForValue(Math.max(row.low, range.min)), y.getPixelForValue(index));
      ctx.lineTo(x.getPixelForValue(Math.min(row.high, range.max)), y.getPixelForValue(index));
      ctx.stroke();
    }
  });
  const digits = range.step < 0.1 ? 2 : 1;
  return {
    type: "scatter",
    data: {
      datasets: rows.map((row, index) => ({
        label: row.label,
        data: row.mean === null ? [] : [{ x: row.mean, y: index }],
        ...(row.slot === null ? { pointStyle: "circle", rotation: 0 } : pointOf(row.slot)),
        pointRadius: theme.fontSize * 0.36,
        backgroundColor: row.slot === null ? theme.paper : colour(row),
        borderColor: colour(row),
        borderWidth: theme.lineWidth * 0.7,
      })),
    },
    options: {
      ...baseOptions(theme),
      scales: {
        x: axis(theme, range, title, digits),
        y: {
          min: -0.6,
          max: rows.length - 0.4,
          reverse: true,
          border: { display: false },
          grid: { display: false },
          afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
            scale.ticks = rows.map((_, value) => ({ value }));
          },
          ticks: {
            autoSkip: false,
            color: theme.ink,
            font: { family: theme.font, size: theme.fontSize },
            callback: (value: number | string) => rows[Number(value)]?.label ?? "",
          },
        },
      },
    },
    plugins: [bars],
  };
}
