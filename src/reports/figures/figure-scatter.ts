import type { ReportCandidate } from "../page/report-record.ts";
import { axis, baseOptions, type FigureConfig, legendOf, titleOf } from "./figure-base.ts";
import { axisRange, colourOf, type FigureInput, pointOf, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

interface Point {
  readonly x: number;
  readonly y: number;
  /** The board's item that it stands for, so that a reader can open it. */
  readonly item?: number;
}

/** Answer length against rating, one point a turn. */
export function lengthFigure(input: FigureInput): FigureConfig | null {
  return turnsScatter(input, ({ cells }) => cells.characters, figureWords.characters[input.language]);
}

/** Thinking against rating, one point a turn. */
export function thoughtsFigure(input: FigureInput): FigureConfig | null {
  return turnsScatter(input, ({ cells }) => cells.thoughts, figureWords.thoughts[input.language]);
}

/** Score against cost, one point a candidate; only where prices are known. */
export function costFigure(input: FigureInput): FigureConfig | null {
  const currency = input.board.candidates.find(({ usage }) => usage.cost !== null)?.usage.cost?.currency ?? "";
  const shown = input.board.candidates.flatMap((candidate) => {
    const { cost } = candidate.usage;
    const { mean } = candidate.score;
    // Two currencies share no axis.
    if (cost === null || cost.amount <= 0 || cost.currency !== currency || mean === null) return [];
    return [{ candidate, points: [{ x: cost.amount, y: mean }] }];
  });
  const range = axisRange(
    shown.flatMap(({ points }) => points.map(({ y }) => y)),
    input.board.scale,
  );
  return shown.length < 2
    ? null
    : scatter(input, shown, range, { title: figureWords.cost[input.language].replace("USD", currency), solid: true });
}

function turnsScatter(
  input: FigureInput,
  sizes: (candidate: ReportCandidate) => readonly (number | null)[],
  title: string,
): FigureConfig | null {
  const { board, chosen } = input;
  const shown = chosen
    .flatMap((index) => board.candidates[index] ?? [])
    .map((candidate) => {
      const own = sizes(candidate);
      const points = candidate.cells.ratings.flatMap((rating, index): Point[] => {
        const size = own[index] ?? null;
        return rating === null || size === null || size <= 0
          ? []
          : [{ x: size, y: rating + spread(index), item: index }];
      });
      return { candidate, points };
    })
    .filter(({ points }) => points.length > 0);
  const { min, max } = board.scale;
  return shown.length === 0
    ? null
    : scatter(input, shown, { min: min - 0.5, max: max + 0.5, step: 1 }, { title, solid: false });
}

/** Whole ratings would hide each other: each turn keeps a fixed place within a third of a point. */
function spread(index: number): number {
  return (((index * 7) % 11) / 10 - 0.5) * 0.36;
}

function scatter(
  { theme, language, board }: FigureInput,
  shown: readonly { readonly candidate: ReportCandidate; readonly points: readonly Point[] }[],
  range: { readonly min: number; readonly max: number; readonly step: number },
  { title, solid }: { readonly title: string; readonly solid: boolean },
): FigureConfig {
  const whole = (value: number | string) => (Number.isInteger(Number(value)) ? String(value) : "");
  const vertical = axis(theme, range, figureWords[solid ? "score" : "rating"][language], 1);
  return {
    type: "scatter",
    data: {
      datasets: shown.map(({ candidate: { id, slot }, points }) => ({
        label: shortName(id),
        data: [...points],
        ...pointOf(slot),
        pointRadius: theme.fontSize * (solid ? 0.4 : 0.24),
        borderColor: colourOf(slot, theme),
        backgroundColor: solid ? colourOf(slot, theme) : `${colourOf(slot, theme)}73`,
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
                const { min, max } = board.scale;
                scale.ticks = Array.from({ length: Math.round(max - min) + 1 }, (_, index) => ({ value: min + index }));
              },
              ticks: { color: theme.muted, callback: whole, font: { family: theme.font, size: theme.fontSize * 0.92 } },
            },
      },
      plugins: { tooltip: { enabled: false }, legend: legendOf(theme) },
    },
  };
}
