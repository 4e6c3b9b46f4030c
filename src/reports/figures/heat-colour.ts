import { type ScaleBounds, spanOf } from "../../judges/scale.ts";
import type { FigureTheme, Rgb } from "./figure-style.ts";

/** 0 is the low end of the one hue, 1 the high end. */
export function heatColour(share: number, { heat }: Pick<FigureTheme, "heat">): string {
  const [low, high] = heat;
  const part = Math.min(1, Math.max(0, share));
  const mix = (channel: 0 | 1 | 2) => Math.round(low[channel] + (high[channel] - low[channel]) * part);
  return `rgb(${mix(0)}, ${mix(1)}, ${mix(2)})`;
}

/** Black or white, whichever stands out more from the cell's colour (relative luminance of WCAG 2). */
export function heatInk(share: number, theme: Pick<FigureTheme, "heat">): string {
  const parts = heatColour(share, theme).match(/\d+/gu)?.map(Number) ?? [0, 0, 0];
  const luminance = luminanceOf([parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0]);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}

function luminanceOf(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** Decimal places of the means in its cells: a tenth of a narrow scale is too much to round away. */
export function heatDigits(scale: ScaleBounds): number {
  return spanOf(scale) < 3 ? 2 : 1;
}
