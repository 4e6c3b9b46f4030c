import type { ChartConfiguration, ChartOptions, Plugin } from "chart.js";
import { type FigureTheme, ticksOf } from "./figure-style.ts";

export type FigureConfig = ChartConfiguration<"scatter" | "radar" | "line" | "bar", unknown[], unknown>;

/** What every figure has in common: no animation, no title inside, the theme's type and lines. */
export function baseOptions(theme: FigureTheme): ChartOptions<"scatter" | "radar" | "line" | "bar"> {
  return {
    animation: false,
    maintainAspectRatio: false,
    color: theme.ink,
    borderColor: theme.grid,
    font: { family: theme.font, size: theme.fontSize },
    layout: { padding: { top: theme.fontSize / 2, right: theme.fontSize / 2, bottom: 0, left: 0 } },
    plugins: { legend: { display: false }, tooltip: { enabled: false } },
  };
}

/** A linear axis in the theme's colours. */
export function axis(
  theme: FigureTheme,
  range: { readonly min: number; readonly max: number; readonly step: number },
  title: string | null,
  digits: number,
): Record<string, unknown> {
  return {
    min: range.min,
    max: range.max,
    border: { display: false },
    grid: { color: theme.grid, lineWidth: theme.lineWidth / 2, drawTicks: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = ticksOf(range).map((value) => ({ value }));
    },
    ticks: {
      color: theme.muted,
      padding: theme.fontSize / 2,
      font: { family: theme.font, size: theme.fontSize * 0.92 },
      callback: (value: number | string) => Number(value).toFixed(digits).replace("-", "\u2212"),
    },
    title: titleOf(theme, title),
  };
}

export function titleOf(theme: FigureTheme, text: string | null): Record<string, unknown> {
  return {
    display: text !== null,
    text: text ?? "",
    color: theme.muted,
    font: { family: theme.font, size: theme.fontSize },
  };
}

/** A legend with each model's own shape. */
export function legendOf(theme: FigureTheme): Record<string, unknown> {
  return {
    display: true,
    position: "bottom",
    labels: {
      usePointStyle: true,
      color: theme.ink,
      boxHeight: theme.fontSize * 0.6,
      padding: theme.fontSize * 0.8,
      font: { family: theme.font, size: theme.fontSize },
    },
  };
}

/** Something that a figure draws itself, under or over the points. */
export function drawing(
  id: string,
  when: "beforeDatasetsDraw" | "afterDatasetsDraw",
  draw: (chart: Parameters<NonNullable<Plugin["afterDraw"]>>[0]) => void,
): Plugin {
  return {
    id,
    [when]: (chart: Parameters<NonNullable<Plugin["afterDraw"]>>[0]) => {
      chart.ctx.save();
      draw(chart);
      chart.ctx.restore();
    },
  };
}
