import type { FigureConfig } from "./figure-base.ts";
import { distributionFigure } from "./figure-distribution.ts";
import { heatmapFigure } from "./figure-heatmap.ts";
import { differencesFigure, intervalsFigure } from "./figure-intervals.ts";
import type { FigureName } from "./figure-names.ts";
import { radarFigure } from "./figure-radar.ts";
import { costFigure, lengthFigure, thoughtsFigure } from "./figure-scatter.ts";
import type { FigureInput } from "./figure-style.ts";
import { turnsFigure } from "./figure-turns.ts";

const makers = {
  intervals: intervalsFigure,
  radar: radarFigure,
  heatmap: heatmapFigure,
  differences: differencesFigure,
  turns: turnsFigure,
  distribution: distributionFigure,
  length: lengthFigure,
  thoughts: thoughtsFigure,
  cost: costFigure,
} as const satisfies Record<FigureName, (input: FigureInput) => FigureConfig | null>;

/** A figure as Chart.js draws it, on a page or on paper; null where the results have nothing to show in it. */
export function makeFigure(name: FigureName, input: FigureInput): FigureConfig | null {
  return makers[name](input);
}
