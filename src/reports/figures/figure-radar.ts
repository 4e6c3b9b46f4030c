import { categoryName } from "../category-names.ts";
import { baseOptions, type FigureConfig, legendOf } from "./figure-base.ts";
import { axisRange, colourOf, type FigureInput, pointOf, shortName } from "./figure-style.ts";

/** Most candidates that a reader can tell apart in one radar. */
export const radarLimit = 6;

/** Category means of the chosen candidates; the axis starts where the data do and says so on its rings. */
export function radarFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const shown = chosen.slice(0, radarLimit).flatMap((index) => board.candidates[index] ?? []);
  if (shown.length === 0 || board.categories.length < 3) return null;
  const means = shown.map(({ categories }) => board.categories.map((name) => categories[name]?.mean ?? null));
  const known = means.flat().filter((mean) => mean !== null);
  const range = axisRange(known, board.scale);
  const step = Math.max(1, range.step);
  const min = Math.max(board.scale.min, Math.floor(range.min / step) * step);
  return {
    type: "radar",
    data: {
      labels: board.categories.map((name) => categoryName(name, language)),
      datasets: shown.map(({ id, slot }, index) => ({
        label: shortName(id),
        data: means[index] ?? [],
        ...pointOf(slot),
        fill: false,
        borderColor: colourOf(slot, theme),
        backgroundColor: colourOf(slot, theme),
        borderWidth: theme.lineWidth,
        pointRadius: theme.fontSize * 0.26,
        pointHoverRadius: theme.fontSize * 0.4,
      })),
    },
    options: {
      ...baseOptions(theme),
      scales: {
        r: {
          min,
          max: Math.min(board.scale.max, Math.ceil(range.max)),
          grid: { color: theme.grid, lineWidth: theme.lineWidth / 2 },
          angleLines: { color: theme.grid, lineWidth: theme.lineWidth / 2 },
          pointLabels: { color: theme.ink, font: { family: theme.font, size: theme.fontSize } },
          ticks: {
            stepSize: range.max - min > 6 ? 2 : 1,
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
