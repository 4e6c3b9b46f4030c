import { pointsOn } from "../../judges/scale.ts";
import type { ReportCandidate } from "../page/report-record.ts";
import { axis, baseOptions, type FigureConfig, legendOf, titleOf } from "./figure-base.ts";
import { costPoints, ratingsOf, type TurnPoint, turnPoints } from "./figure-data.ts";
import { pointOf } from "./figure-marks.ts";
import { axisRange, colourOf, type FigureInput, fillOf, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

type Point = Pick<TurnPoint, "x" | "y"> & Partial<TurnPoint>;

/** Answer length against rating, one point a turn. */
export function lengthFigure(input: FigureInput): FigureConfig | null {
  return turnsScatter(input, "characters", figureWords.characters[input.language]);
}

/** Thinking against rating, one point a turn. */
export function thoughtsFigure(input: FigureInput): FigureConfig | null {
  return turnsScatter(input, "thoughts", figureWords.thoughts[input.language]);
}

/** Score against cost, one point a candidate; only where prices are known. */
export function costFigure(input: FigureInput): FigureConfig | null {
  const { points, currency } = costPoints(input.board.candidates);
  if (points.length === 0) return null;
  const shown = points.map(({ candidate, cost, mean }) => ({ candidate, points: [{ x: cost, y: mean }] }));
  const range = axisRange(
    points.map(({ mean }) => mean),
    input.board.scale,
  );
  return scatter(input, shown, range, {
    title: figureWords.cost[input.language].replace("USD", currency),
    solid: true,
  });
}

function turnsScatter(input: FigureInput, size: "characters" | "thoughts", title: string): FigureConfig | null {
  const { board, chosen } = input;
  const shown = chosen
    .flatMap((index) => board.candidates[index] ?? [])
    .map((candidate) => ({ candidate, points: turnPoints(candidate, size, board.scale) }))
    .filter(({ points }) => points.length > 0);
  const { min, max } = board.scale;
  const air = pointsOn(board.scale, 0.5);
  return shown.length === 0
    ? null
    : scatter(input, shown, { min: min - air, max: max + air, step: 1 }, { title, solid: false });
}

function scatter(
  { theme, language, board }: FigureInput,
  shown: readonly { readonly candidate: ReportCandidate; readonly points: readonly Point[] }[],
  range: { readonly min: number; readonly max: number; readonly step: number },
  { title, solid }: { readonly title: string; readonly solid: boolean },
): FigureConfig {
  const vertical = axis(theme, range, figureWords[solid ? "score" : "rating"][language], 1);
  return {
    type: "scatter",
    data: {
      datasets: shown.map(({ candidate: { name, slot }, points }) => ({
        label: shortName(name),
        data: [...points],
        ...pointOf(slot),
        pointRadius: theme.fontSize * (solid ? 0.4 : 0.24),
        borderColor: colourOf(slot, theme),
        backgroundColor: solid ? fillOf(slot, theme) : `${colourOf(slot, theme)}73`,
        borderWidth: solid ? theme.lineWidth / 2 : 0,
      })),
    },
    options: {
      ...baseOptions(theme),
      scales: {
        x: {
          type: "logarithmic",
          border: { display: false },
          grid: { color: theme.grid, lineWidth: theme.lineWidth / 2, drawTicks: false },
          ticks: {
            color: theme.muted,
            maxTicksLimit: 6,
            padding: theme.fontSize / 2,
            font: { family: theme.font, size: theme.fontSize * 0.92 },
            callback: (value: number | string) =>
              /^[125]/u.test(Number(value).toExponential()) ? Number(value).toLocaleString("en") : "",
          },
          title: titleOf(theme, title),
        },
        y: solid
          ? vertical
          : {
              ...vertical,
              afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
                scale.ticks = ratingsOf(board.scale, board.candidates).map((value) => ({ value }));
              },
              ticks: {
                color: theme.muted,
                callback: String,
                font: { family: theme.font, size: theme.fontSize * 0.92 },
              },
            },
      },
      plugins: { tooltip: { enabled: false }, legend: legendOf(theme) },
    },
  };
}
