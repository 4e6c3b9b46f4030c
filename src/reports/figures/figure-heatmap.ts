import { categoryName } from "../category-names.ts";
import { fixed } from "../tables/number-text.ts";
import { baseOptions, drawing, type FigureConfig } from "./figure-base.ts";
import { axisRange, type FigureInput, type FigureTheme, type Rgb, shortName } from "./figure-style.ts";

/** Candidates by categories, the mean in each cell, one hue; what is missing is hatched, never zero. */
export function heatmapFigure({ board, language, theme, narrow = false }: FigureInput): FigureConfig | null {
  const rows = board.candidates;
  const { categories } = board;
  const known = rows.flatMap((row) => categories.flatMap((name) => row.categories[name]?.mean ?? []));
  if (known.length === 0) return null;
  const range = axisRange(known, board.scale);
  const cells = drawing("cells", "afterDatasetsDraw", (chart) => {
    const { ctx, chartArea } = chart;
    const width = (chartArea.right - chartArea.left) / categories.length;
    const height = (chartArea.bottom - chartArea.top) / rows.length;
    ctx.font = `${theme.fontSize}px ${theme.font}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const [line, row] of rows.entries()) {
      for (const [column, name] of categories.entries()) {
        const mean = row.categories[name]?.mean ?? null;
        const [left, top] = [chartArea.left + column * width, chartArea.top + line * height];
        if (mean === null) {
          hatch(ctx, { left, top, width, height }, theme);
          continue;
        }
        const share = (mean - range.min) / (range.max - range.min);
        ctx.fillStyle = heatColour(share, theme);
        ctx.fillRect(left + 0.5, top + 0.5, width - 1, height - 1);
        ctx.fillStyle = heatInk(share, theme);
        ctx.fillText(fixed(mean, 1), left + width / 2, top + height / 2);
      }
    }
  });
  return {
    type: "scatter",
    data: { datasets: [] },
    options: {
      ...baseOptions(theme),
      scales: {
        x: bandAxis(
          theme,
          categories.map((name) => categoryName(name, language)),
          "top",
          narrow,
        ),
        y: {
          ...bandAxis(
            theme,
            rows.map(({ id }) => shortName(id)),
            "left",
          ),
          reverse: true,
        },
      },
    },
    plugins: [cells],
  };
}

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

/** One band a name, the name in the middle of it. */
function bandAxis(
  theme: FigureTheme,
  names: readonly string[],
  position: "top" | "left",
  turned = false,
): Record<string, unknown> {
  return {
    type: "linear",
    position,
    min: -0.5,
    max: names.length - 0.5,
    border: { display: false },
    grid: { display: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = names.map((_, value) => ({ value }));
    },
    ticks: {
      autoSkip: false,
      maxRotation: turned ? 60 : 0,
      minRotation: turned ? 60 : 0,
      color: theme.ink,
      font: { family: theme.font, size: theme.fontSize },
      callback: (value: number | string) => names[Number(value)] ?? "",
    },
  };
}

/** The part of a canvas's context that hatching needs, of a browser's or of Node's. */
interface Pen {
  strokeStyle: unknown;
  lineWidth: number;
  beginPath(): void;
  rect(x: number, y: number, width: number, height: number): void;
  clip(): void;
  save(): void;
  restore(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  stroke(): void;
}

function hatch(
  ctx: Pen,
  { left, top, width, height }: { left: number; top: number; width: number; height: number },
  theme: FigureTheme,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left + 0.5, top + 0.5, width - 1, height - 1);
  ctx.clip();
  ctx.strokeStyle = theme.grid;
  ctx.lineWidth = theme.lineWidth / 2;
  ctx.beginPath();
  for (let shift = -height; shift < width; shift += theme.fontSize / 2) {
    ctx.moveTo(left + shift, top + height);
    ctx.lineTo(left + shift + height, top);
  }
  ctx.stroke();
  ctx.restore();
}
