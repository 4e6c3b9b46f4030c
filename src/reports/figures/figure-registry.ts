import type { Wording } from "../page/report-record.ts";
import type { FigureConfig } from "./figure-base.ts";
import { distributionFigure } from "./figure-distribution.ts";
import { heatmapFigure } from "./figure-heatmap.ts";
import { differencesFigure, intervalsFigure } from "./figure-intervals.ts";
import { radarFigure } from "./figure-radar.ts";
import { costFigure, lengthFigure, thoughtsFigure } from "./figure-scatter.ts";
import type { FigureInput } from "./figure-style.ts";
import { turnsFigure } from "./figure-turns.ts";

/** One figure, for everybody who draws or names it: the page, a paper, the command line, the gallery. */
export interface Figure {
  /** What it shows: a heading on the page, a caption's beginning in a paper. */
  readonly title: Wording;
  /** Where the page shows it: in a part of its own (`own`), or in the row of charts below the tables (`charts`). */
  readonly page: "own" | "charts";
  /** As Chart.js draws it; null where the results have nothing to show in it. */
  readonly chart: (input: FigureInput) => FigureConfig | null;
}

/** Every figure there is. A new one stands here and nowhere else; the page shows it, the commands take its name. */
export const figures = {
  intervals: {
    title: { ja: "スコアと 95 % 区間", en: "Scores with 95 % intervals" },
    page: "own",
    chart: intervalsFigure,
  },
  radar: {
    title: { ja: "得意と不得意", en: "Strengths and weaknesses" },
    page: "own",
    chart: radarFigure,
  },
  heatmap: {
    title: { ja: "カテゴリ別の平均", en: "Means by category" },
    page: "own",
    chart: heatmapFigure,
  },
  differences: {
    title: { ja: "基準との差", en: "Differences from a baseline" },
    page: "own",
    chart: differencesFigure,
  },
  turns: {
    title: { ja: "ターンごとの平均", en: "Means by turn" },
    page: "charts",
    chart: turnsFigure,
  },
  distribution: {
    title: { ja: "評点の分布", en: "Distribution of ratings" },
    page: "charts",
    chart: distributionFigure,
  },
  length: {
    title: { ja: "回答の長さと評点", en: "Answer length and rating" },
    page: "charts",
    chart: lengthFigure,
  },
  thoughts: {
    title: { ja: "思考の長さと評点", en: "Thinking and rating" },
    page: "charts",
    chart: thoughtsFigure,
  },
  cost: {
    title: { ja: "費用とスコア", en: "Cost and score" },
    page: "charts",
    chart: costFigure,
  },
} as const satisfies Readonly<Record<string, Figure>>;

export type FigureName = keyof typeof figures;

/** In the order in which a reader meets them. */
export const figureNames = Object.keys(figures) as readonly string[] as readonly FigureName[];
