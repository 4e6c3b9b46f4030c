import { fixed } from "../tables/number-text.ts";
import { axis, baseOptions, drawing, type FigureConfig } from "./figure-base.ts";
import { axisRange, colourOf, type FigureInput, pointOf, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

/** Means of both turns as slopes, each line named at its end. */
export function turnsFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const shown = chosen
    .flatMap((index) => board.candidates[index] ?? [])
    .flatMap(({ id, slot, turns }) => {
      const [first, second] = [turns["1"]?.mean ?? null, turns["2"]?.mean ?? null];
      return first === null || second === null ? [] : [{ id, slot, first, second }];
    });
  if (shown.length === 0) return null;
  const range = axisRange(
    shown.flatMap(({ first, second }) => [first, second]),
    board.scale,
  );
  const labels = drawing("labels", "afterDatasetsDraw", (chart) => {
    const { ctx, scales, chartArea } = chart;
    const { x, y } = scales;
    if (x === undefined || y === undefined) return;
    ctx.font = `${theme.fontSize * 0.92}px ${theme.font}`;
    ctx.textBaseline = "middle";
    const places = shown
      .map(({ id, slot, second }) => ({ id, slot, second, at: y.getPixelForValue(second) }))
      .sort((a, b) => a.at - b.at);
    const gap = theme.fontSize * 1.15;
    let above = chartArea.top - gap;
    for (const place of places) {
      above = Math.max(place.at, above + gap);
      ctx.fillStyle = colourOf(place.slot, theme);
      ctx.fillText(`${fixed(place.second)}  ${shortName(place.id, 24)}`, x.getPixelForValue(1) + theme.fontSize, above);
    }
  });
  const longest = Math.max(...shown.map(({ id }) => [...shortName(id, 24)].length));
  return {
    type: "line",
    data: {
      labels: [figureWords.turn1[language], figureWords.turn2[language]],
      datasets: shown.map(({ id, slot, first, second }) => ({
        label: shortName(id),
        data: [first, second],
        ...pointOf(slot),
        borderColor: colourOf(slot, theme),
        backgroundColor: colourOf(slot, theme),
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
