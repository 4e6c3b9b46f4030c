import { axis, baseOptions, type FigureConfig, legendOf, titleOf } from "./figure-base.ts";
import { ratingShares, ratingsOf } from "./figure-data.ts";
import { colourOf, type FigureInput, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

/** How often the judge gave each rating, as shares: a bar a candidate at every rating. Ratings are whole, so no line joins them. */
export function distributionFigure({ board, chosen, language, theme }: FigureInput): FigureConfig | null {
  const shown = chosen.flatMap((index) => board.candidates[index] ?? []);
  const ratings = ratingsOf(board.scale, shown);
  const shares = shown.map((candidate) => ratingShares(candidate, ratings));
  const highest = Math.max(0, ...shares.flat());
  if (highest === 0) return null;
  const step = highest > 50 ? 20 : 10;
  return {
    type: "bar",
    data: {
      labels: ratings.map(String),
      datasets: shown.map(({ name, slot }, index) => ({
        label: shortName(name),
        data: shares[index] ?? [],
        backgroundColor: colourOf(slot, theme),
        pointStyle: "rect",
        categoryPercentage: 0.84,
        barPercentage: 0.94,
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
