import { spanOf } from "../../judges/scale.ts";
import { categoryName } from "../category-names.ts";
import type { ReportBoard, ReportCandidate } from "../page/report-record.ts";
import { baseOptions, type FigureConfig, legendOf } from "./figure-base.ts";
import { pointOf } from "./figure-marks.ts";
import { axisRange, colourOf, type FigureInput, fillOf, shortName } from "./figure-style.ts";

/** Most candidates that a reader can tell apart in one radar. */
export const radarLimit = 6;

/** Category means of the chosen candidates; the axis starts where the data do and says so on its rings. */
export function radarFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const shown = chosen.slice(0, radarLimit).flatMap((index) => board.candidates[index] ?? []);
  const means = shown.map(({ categories }) => board.categories.map((name) => categories[name]?.mean ?? null));
  const range = radarRange(board, shown);
  if (range === null) return null;
  return {
    type: "radar",
    data: {
      labels: board.categories.map((name) => categoryName(name, language)),
      datasets: shown.map(({ name, slot }, index) => ({
        label: shortName(name),
        data: means[index] ?? [],
        ...pointOf(slot),
        fill: false,
        borderColor: colourOf(slot, theme),
        backgroundColor: fillOf(slot, theme),
        borderWidth: theme.lineWidth,
        pointRadius: theme.fontSize * 0.26,
        pointHoverRadius: theme.fontSize * 0.4,
      })),
    },
    options: {
      ...baseOptions(theme),
      scales: {
        r: {
          min: range.min,
          max: range.max,
          grid: { color: theme.grid, lineWidth: theme.lineWidth / 2 },
          angleLines: { color: theme.grid, lineWidth: theme.lineWidth / 2 },
          pointLabels: { color: theme.ink, font: { family: theme.font, size: theme.fontSize } },
          ticks: {
            stepSize: range.step,
            color: theme.muted,
            backdropColor: theme.paper,
            font: { family: theme.font, size: theme.fontSize * 0.85 },
          },
        },
      },
      plugins: { tooltip: { enabled: false }, legend: legendOf(theme) },
    },
  };
}

/** From a whole number at or below every mean to one above, with a ring a point or every second; null without three categories. */
export function radarRange(
  board: Pick<ReportBoard, "categories" | "scale">,
  shown: readonly ReportCandidate[],
): { readonly min: number; readonly max: number; readonly step: number } | null {
  const known = shown.flatMap(({ categories }) => board.categories.flatMap((name) => categories[name]?.mean ?? []));
  if (known.length === 0 || board.categories.length < 3) return null;
  const range = axisRange(known, board.scale);
  // Of a narrow scale a whole number would be all of it.
  if (spanOf(board.scale) < 3) return range;
  const whole = Math.max(1, range.step);
  const min = Math.max(board.scale.min, Math.floor(range.min / whole) * whole);
  const max = Math.min(board.scale.max, Math.ceil(range.max));
  return { min, max, step: Math.max(whole, max - min > 6 ? 2 : 1) };
}
