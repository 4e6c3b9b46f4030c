import type { Language, ReportBoard } from "../page/report-record.ts";

/** How figures look: on the page, light or dark, and in a paper. Lengths in the figure's own unit (CSS pixels, or points). */
export interface FigureTheme {
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly paper: string;
  /** One for each slot, in order. */
  readonly colours: readonly string[];
  /** Low and high end of the heat map's one hue, as [red, green, blue]. */
  readonly heat: readonly [Rgb, Rgb];
  readonly font: string;
  readonly fontSize: number;
  readonly lineWidth: number;
}

export type Rgb = readonly [number, number, number];

export const pageFonts =
  '"Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, system-ui, sans-serif';

/** After Okabe and Ito, darkened until each stands 3:1 on near-white; neighbours in the list are far apart in lightness or hue. */
const lightColours = ["#0b66a8", "#c24e00", "#00806a", "#a6407c", "#7d6608", "#3f97cf", "#5a4aa8", "#5f6368"] as const;
const darkColours = ["#63b3ed", "#f2935c", "#45c9a8", "#e58bc0", "#d8bd4a", "#a5d8f7", "#aca0f5", "#b4b8bd"] as const;

export const lightTheme: FigureTheme = {
  ink: "#1a1a1a",
  muted: "#5c5c58",
  grid: "#dedcd6",
  paper: "#fdfdfc",
  colours: lightColours,
  heat: [
    [246, 248, 251],
    [24, 84, 140],
  ],
  font: pageFonts,
  fontSize: 12,
  lineWidth: 1.5,
};

export const darkTheme: FigureTheme = {
  ...lightTheme,
  ink: "#e9e7e2",
  muted: "#a5a29b",
  grid: "#3a3a3c",
  paper: "#161618",
  colours: darkColours,
  heat: [
    [30, 34, 40],
    [112, 178, 236],
  ],
};

/** Shapes are the second channel beside colour. Five shapes and eight colours make forty pairs before one repeats. */
export const shapes = ["circle", "rect", "triangle", "rectRot", "triangleDown"] as const;

export type Shape = (typeof shapes)[number];

export function shapeOf(slot: number): Shape {
  return shapes[slot % shapes.length] ?? "circle";
}

export function colourOf(slot: number, theme: FigureTheme): string {
  return theme.colours[slot % theme.colours.length] ?? theme.ink;
}

/** Chart.js's name of a shape and the turn that makes one triangle of the other. */
export function pointOf(slot: number): { pointStyle: "circle" | "rect" | "triangle" | "rectRot"; rotation: number } {
  const shape = shapeOf(slot);
  return shape === "triangleDown" ? { pointStyle: "triangle", rotation: 180 } : { pointStyle: shape, rotation: 0 };
}

export interface FigureInput {
  readonly board: ReportBoard;
  /** Indices of the candidates to show where not all fit. */
  readonly chosen: readonly number[];
  /** Index of the candidate that differences are taken from. */
  readonly baseline: number;
  readonly language: Language;
  readonly theme: FigureTheme;
  /** One column of a paper, where the figure is made for two. */
  readonly narrow?: boolean;
}

/** An axis that holds the values with a little air, ends on whole steps and says where it starts. */
export function axisRange(
  values: readonly number[],
  limits: { readonly min: number; readonly max: number } | null,
): { readonly min: number; readonly max: number; readonly step: number } {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: limits?.min ?? 0, max: limits?.max ?? 1, step: 1 };
  const span = Math.max(high - low, 0.2);
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5].find((one) => span / one <= 6) ?? span / 5;
  // Zero is a line of its own and needs no air.
  const min = Math.floor((low === 0 ? 0 : low - span * 0.04) / step) * step;
  const max = Math.ceil((high === 0 ? 0 : high + span * 0.04) / step) * step;
  return {
    min: round(limits === null ? min : Math.max(limits.min, min)),
    max: round(limits === null ? max : Math.min(limits.max, max)),
    step,
  };
}

/** Where an axis has its lines: at whole steps, wherever it starts. */
export function ticksOf({ min, max, step }: { min: number; max: number; step: number }): number[] {
  const first = Math.ceil(round(min / step));
  const last = Math.floor(round(max / step));
  return Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** A name that keeps its place in a chart: at most `columns` half-width places, the middle left out. */
export function shortName(name: string, columns = 28): string {
  const signs = [...name.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ")];
  const width = (sign: string) =>
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60]|[\u{1f300}-\u{3ffff}]/u.test(sign)
      ? 2
      : 1;
  const total = signs.reduce((sum, sign) => sum + width(sign), 0);
  if (total <= columns) return signs.join("");
  const take = (from: readonly string[], room: number): string[] => {
    const taken: string[] = [];
    let left = room;
    for (const sign of from) {
      left -= width(sign);
      if (left < 0) break;
      taken.push(sign);
    }
    return taken;
  };
  const head = take(signs, Math.ceil((columns - 1) / 2));
  const tail = take([...signs].reverse(), Math.floor((columns - 1) / 2)).reverse();
  return `${head.join("")}…${tail.join("")}`;
}
