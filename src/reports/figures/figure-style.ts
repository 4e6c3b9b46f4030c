import { pointsOn, type ScaleBounds } from "../../judges/scale.ts";
import type { Language, ReportBoard } from "../page/report-record.ts";
import { markOf } from "./figure-marks.ts";

/** How figures look: on the page, light or dark, and in a paper. Lengths in CSS pixels. */
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

const pageFonts = '"Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", Meiryo, system-ui, sans-serif';

/**
 * One for each mark. The first six, which is what a radar shows, differ by at least 7 in lightness (CIE L*), so that a copier
 * keeps them apart, and by at least 19 (CIE76) to every common colour blindness; all stand 3:1 on their paper. Searched for
 * with seeded random colours; test/reports/figures/figure-colours.test.ts measures them.
 */
// biome-ignore format: eight a line, as the marks are counted
const lightColours = [
  "#0160a8", "#d65c11", "#31532d", "#9c5c76", "#9b9560", "#3c1e52", "#a36cea", "#239bac",
  "#6c0805", "#211084", "#349514", "#ef45a2", "#8a027d", "#48192d", "#754b02", "#c31542",
  "#840e4d", "#8a80cb", "#ab8071", "#084b5f", "#5d47c1", "#be553f", "#049d6f", "#60597c",
] as const;
// biome-ignore format: as above
const darkColours = [
  "#afaffe", "#d69640", "#79dcb0", "#fa566c", "#cff98b", "#ffcef8", "#ea5ec2", "#269cc4",
  "#cc988a", "#a47cfc", "#cace32", "#e47ea5", "#ce87de", "#d0a9cd", "#f3ebb9", "#e67a57",
  "#ffadf6", "#2993f8", "#f8c089", "#a1f0fe", "#b3c8f8", "#ea7021", "#24a836", "#9186e2",
] as const;

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

export function colourOf(slot: number, theme: FigureTheme): string {
  return theme.colours[slot % theme.colours.length] ?? theme.ink;
}

/** What a mark is filled with: its colour, or the paper where it is hollow. */
export function fillOf(slot: number, theme: FigureTheme): string {
  return markOf(slot).hollow ? theme.paper : colourOf(slot, theme);
}

export interface FigureInput {
  readonly board: ReportBoard;
  /** Indices of the candidates to show where not all fit. */
  readonly chosen: readonly number[];
  /** Index of the candidate that differences are taken from. */
  readonly baseline: number;
  readonly language: Language;
  readonly theme: FigureTheme;
}

/** Points of the usual scale that an axis shows at least. */
const leastSpan = 0.2;

/** What an axis counts in: labels of other steps would have to be rounded. */
const steps = [0.01, 0.1, 1, 10, 100, 1_000].flatMap((unit) => [unit, 2 * unit, 5 * unit]);

/** An axis that holds the values with a little air, ends on whole steps and says where it starts. `scale`: whose points the values are. */
export function axisRange(
  values: readonly number[],
  limits: ScaleBounds | null,
  scale: ScaleBounds | null = limits,
): { readonly min: number; readonly max: number; readonly step: number } {
  const least = scale === null ? leastSpan : pointsOn(scale, leastSpan);
  // Nothing but zeros: room on both sides, or the axis would be a point.
  const isZero = values.length > 0 && values.every((value) => value === 0);
  const low = isZero ? -least : Math.min(...values);
  const high = isZero ? least : Math.max(...values);
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { min: limits?.min ?? 0, max: limits?.max ?? 1, step: 1 };
  // Less than so much of a scale would make differences look large that are none.
  const span = Math.max(high - low, least);
  const step = steps.find((one) => span / one <= 6) ?? span / 5;
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
