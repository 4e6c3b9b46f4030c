import { fixed } from "../tables/number-text.ts";
import { axis, baseOptions, drawing, type FigureConfig } from "./figure-base.ts";
import { turnMeans } from "./figure-data.ts";
import { pointOf } from "./figure-marks.ts";
import { axisRange, colourOf, type FigureInput, fillOf, shortName } from "./figure-style.ts";
import { turnWord } from "./figure-words.ts";

/** Means of the turns as slopes, each line named at its end. A candidate that lacks a turn of the others is left out. */
export function turnsFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const { numbers, rows } = turnMeans(chosen.flatMap((index) => board.candidates[index] ?? []));
  const shown = rows.map(({ candidate: { name, slot }, means }) => ({ name, slot, means, last: means.at(-1) ?? 0 }));
  if (shown.length === 0 || numbers.length < 2) return null;
  const range = axisRange(
    shown.flatMap(({ means }) => means),
    board.scale,
  );
  const labels = drawing("labels", "afterDatasetsDraw", (chart) => {
    const { ctx, scales, chartArea } = chart;
    const { x, y } = scales;
    if (x === undefined || y === undefined) return;
    ctx.font = `${theme.fontSize * 0.92}px ${theme.font}`;
    ctx.textBaseline = "middle";
    const places = shown
      .map(({ name, slot, last }) => ({ name, slot, last, at: y.getPixelForValue(last) }))
      .sort((a, b) => a.at - b.at);
    const gap = theme.fontSize * 1.15;
    let above = chartArea.top - gap;
    for (const place of places) {
      above = Math.max(place.at, above + gap);
      ctx.fillStyle = colourOf(place.slot, theme);
      ctx.fillText(
        `${fixed(place.last)}  ${shortName(place.name, 24)}`,
        x.getPixelForValue(numbers.length - 1) + theme.fontSize,
        above,
      );
    }
  });
  const longest = Math.max(...shown.map(({ name }) => [...shortName(name, 24)].length));
  return {
    type: "line",
    data: {
      labels: numbers.map((turn) => turnWord(turn, language)),
      datasets: shown.map(({ name, slot, means }) => ({
        label: shortName(name),
        data: [...means],
        ...pointOf(slot),
        borderColor: colourOf(slot, theme),
        backgroundColor: fillOf(slot, theme),
        borderWidth: theme.lineWidth,
        pointRadius: theme.fontSize * 0.34,
      })),
    },
    options: {
      ...baseOptions(theme),
      layout: { padding: { top: theme.fontSize, right: (longest + 7) * theme.fontSize * 0.56, bottom: 0, left: 0 } },
      scales: {
        x: {
          border: { display: false },
          grid: { color: theme.grid, drawTicks: false },
          ticks: { color: theme.ink, font: { family: theme.font, size: theme.fontSize }, padding: theme.fontSize / 2 },
        },
        y: axis(theme, range, null, 1),
      },
    },
    plugins: [labels],
  };
}
