import type { Wording } from "../page/report-record.ts";
import { printCategories } from "../print/print-categories.ts";
import { printCost } from "../print/print-cost.ts";
import { printHeatmap } from "../print/print-heatmap.ts";
import type { PrintInput } from "../print/print-input.ts";
import { printDifferences, printIntervals } from "../print/print-intervals.ts";
import { printDistribution, printLength, printThoughts } from "../print/print-panels.ts";
import { printRadar } from "../print/print-radar.ts";
import { printJudges, printSeverity } from "../print/print-raters.ts";
import { printTurns } from "../print/print-turns.ts";
import type { Scene } from "../print/scene.ts";
import type { FigureConfig } from "./figure-base.ts";
import { distributionFigure } from "./figure-distribution.ts";
import type { FigureName } from "./figure-names.ts";
import { radarFigure } from "./figure-radar.ts";
import { costFigure, lengthFigure, thoughtsFigure } from "./figure-scatter.ts";
import type { FigureInput } from "./figure-style.ts";
import { turnsFigure } from "./figure-turns.ts";

/** One figure, for everybody who draws or names it: the page, a paper, the command line, the gallery. */
export interface Figure {
  /** What it shows: a heading on the page, a caption's beginning in a paper. */
  readonly title: Wording;
  /**
   * Where the page shows it: in a part of its own (`own`), in the row of charts below the tables (`charts`), or nowhere,
   * because another part says the same (`paper`).
   */
  readonly page: "own" | "charts" | "paper";
  /** As Chart.js draws it on the page; null where the page builds it of HTML and SVG, or not at all. */
  readonly chart: ((input: FigureInput) => FigureConfig | null) | null;
  /** As it stands in a paper; null where the results have nothing to show in it. */
  readonly print: (input: PrintInput) => Scene | null;
  /** Columns of a paper that it is made for. */
  readonly columns: "1" | "2";
}

/** Every figure there is. A new one stands here, with its name in figure-names.ts, and nowhere else; the page shows it, the commands take its name. */
export const figures = {
  intervals: {
    title: { ja: "スコアと 95 % 区間", en: "Scores with 95 % intervals" },
    page: "own",
    chart: null,
    print: printIntervals,
    columns: "1",
  },
  radar: {
    title: { ja: "得意と不得意", en: "Strengths and weaknesses" },
    page: "own",
    chart: radarFigure,
    print: printRadar,
    columns: "1",
  },
  heatmap: {
    title: { ja: "カテゴリ別の平均", en: "Means by category" },
    page: "own",
    chart: null,
    print: printHeatmap,
    columns: "2",
  },
  categories: {
    title: { ja: "カテゴリ別の平均と区間", en: "Category means with intervals" },
    page: "paper",
    chart: null,
    print: printCategories,
    columns: "2",
  },
  differences: {
    title: { ja: "基準との差", en: "Differences from a baseline" },
    page: "own",
    chart: null,
    print: printDifferences,
    columns: "1",
  },
  turns: {
    title: { ja: "ターンごとの平均", en: "Means by turn" },
    page: "charts",
    chart: turnsFigure,
    print: printTurns,
    columns: "1",
  },
  distribution: {
    title: { ja: "評点の分布", en: "Distribution of ratings" },
    page: "charts",
    chart: distributionFigure,
    print: printDistribution,
    columns: "1",
  },
  length: {
    title: { ja: "回答の長さと評点", en: "Answer length and rating" },
    page: "charts",
    chart: lengthFigure,
    print: printLength,
    columns: "1",
  },
  thoughts: {
    title: { ja: "思考の長さと評点", en: "Thinking and rating" },
    page: "charts",
    chart: thoughtsFigure,
    print: printThoughts,
    columns: "1",
  },
  cost: {
    title: { ja: "費用とスコア", en: "Cost and score" },
    page: "charts",
    chart: costFigure,
    print: printCost,
    columns: "1",
  },
  severity: {
    title: { ja: "審査員の甘さと傾き", en: "Severity and slope of the raters" },
    page: "paper",
    chart: null,
    print: printSeverity,
    columns: "1",
  },
  judges: {
    title: { ja: "審査員を変えると各モデルがどう動くか", en: "What changing the judge does to each model" },
    page: "paper",
    chart: null,
    print: printJudges,
    columns: "1",
  },
} as const satisfies Readonly<Record<FigureName, Figure>>;
