import { axis, baseOptions, type FigureConfig, legendOf, titleOf } from "./figure-base.ts";
import { colourOf, type FigureInput, pointOf, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

/** How often the judge gave each rating, as shares, one line a candidate. */
export function distributionFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const shown = chosen.flatMap((index) => board.candidates[index] ?? []);
  const { min, max } = board.scale;
  const ratings = Array.from({ length: Math.round(max - min) + 1 }, (_, index) => min + index);
  const shares = shown.map((candidate) => {
    const counts = new Map<number, number>();
    for (const turn of Object.values(candidate.distribution)) {
      for (const [rating, count] of Object.entries(turn)) {
        const whole = Math.round(Number(rating));
        counts.set(whole, (counts.get(whole) ?? 0) + count);
      }
    }
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return ratings.map((rating) => (total === 0 ? 0 : (100 * (counts.get(rating) ?? 0)) / total));
  });
  const highest = Math.max(0, ...shares.flat());
  if (highest === 0) return null;
  const step = highest > 50 ? 20 : 10;
  return {
    type: "line",
    data: {
      labels: ratings.map(String),
      datasets: shown.map(({ id, slot }, index) => ({
        label: shortName(id),
        data: shares[index] ?? [],
        ...pointOf(slot),
        borderColor: colourOf(slot, theme),
        backgroundColor: colourOf(slot, theme),
        borderWidth: theme.lineWidth,
        pointRadius: theme.fontSize * 0.28,
      })),
    },
    options: {
      ...baseOptions(theme),
      scales: {
        x: {
          border: { display: false },
          grid: { display: false },
          ticks: { color: theme.muted, font: { family: theme.font, size: theme.fontSize } },
          title: titleOf(theme, figureWords.rating[language]),
        },
        y: axis(theme, { min: 0, max: Math.ceil(highest / step) * step, step }, figureWords.share[language], 0),
      },
      plugins: { tooltip: { enabled: false }, legend: legendOf(theme) },
    },
  };
}
