import { Chart, type ChartItem, registerables } from "chart.js";
import { codeOf, InputError } from "../../errors.ts";
import { categoryName } from "../category-names.ts";
import type { Language, ReportBoard } from "../page/report-record.ts";
import { type Columns, columnWidths } from "./column-widths.ts";
import type { FigureConfig } from "./figure-base.ts";
import { figureFont } from "./figure-font.ts";
import { radarLimit } from "./figure-radar.ts";
import { type FigureName, figures } from "./figure-registry.ts";
import { type FigureTheme, lightTheme, shortName } from "./figure-style.ts";
import { figureWords } from "./figure-words.ts";

export const figureFormats = ["svg", "pdf", "png"] as const;

export type FigureFormat = (typeof figureFormats)[number];

type Canvas = typeof import("@napi-rs/canvas");

const pointsPerMillimetre = 72 / 25.4;
const pngDotsPerInch = 300;

export interface PaperFigure {
  readonly name: FigureName;
  readonly board: ReportBoard;
  readonly language: Language;
  /** Null: as many as the figure is made for. */
  readonly columns: Columns | null;
  /** Font file; null: a font of the system. */
  readonly font: string | null;
}

/** What draws figures; loaded only when one is asked for. */
export async function loadCanvas(): Promise<Canvas> {
  try {
    const canvas = await import("@napi-rs/canvas");
    Chart.register(...registerables);
    return canvas;
  } catch (error) {
    if (codeOf(error) !== "ERR_MODULE_NOT_FOUND" && codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    throw new InputError("figures need the optional package @napi-rs/canvas", {
      hint: "npm install @napi-rs/canvas, or leave figures out with --no-figures.",
      cause: error,
    });
  }
}

/**
 * Draws one figure for a paper in each of the formats: column width, 8 pt text, lines of at least half a point, no title
 * inside. SVG holds text as paths, PDF embeds its font, PNG has 300 dots per inch. Null where there is nothing to show.
 */
export function drawFigure(
  canvas: Canvas,
  figure: PaperFigure,
  formats: readonly FigureFormat[],
): Map<FigureFormat, Buffer> | null {
  const theme = paperTheme(figureFont(canvas, textsOf(figure), figure.font));
  const make = () =>
    figures[figure.name].chart({
      board: figure.board,
      chosen: figure.board.candidates.slice(0, radarLimit).map((_, index) => index),
      baseline: figure.board.baseline,
      language: figure.language,
      theme,
      narrow: figure.columns === "1",
    });
  if (make() === null) return null;
  const size = sizeOf(figure);
  const drawn = new Map<FigureFormat, Buffer>();
  for (const format of formats) {
    // Chart.js changes what it is given, so each drawing gets its own.
    const config = make();
    if (config !== null) drawn.set(format, draw(canvas, config, size, format));
  }
  return drawn;
}

interface Size {
  /** Points. */
  readonly width: number;
  readonly height: number;
}

function draw(canvas: Canvas, config: FigureConfig, { width, height }: Size, format: FigureFormat): Buffer {
  switch (format) {
    case "svg": {
      const surface = canvas.createCanvas(width, height, canvas.SvgExportFlag.ConvertTextToPaths);
      const done = paint(surface, config, 1);
      const text = surface.getContent().toString("utf8");
      done();
      return Buffer.from(inMillimetres(text, { width, height }));
    }
    case "pdf": {
      const document = new canvas.PDFDocument({ creator: "mtbench" });
      const pen = document.beginPage(width, height);
      const surface = { width, height, getContext: () => pen };
      Object.defineProperty(pen, "canvas", { value: surface, configurable: true });
      const done = paint(surface, config, 1);
      document.endPage();
      const bytes = document.close();
      done();
      return bytes;
    }
    case "png": {
      const ratio = pngDotsPerInch / 72;
      const surface = canvas.createCanvas(width, height);
      const done = paint(surface, config, ratio);
      const bytes = surface.toBuffer("image/png");
      done();
      return bytes;
    }
  }
}

/** Draws, and returns what frees the chart: doing so wipes its canvas. */
function paint(surface: unknown, config: FigureConfig, devicePixelRatio: number): () => void {
  const chart = new Chart(chartItem(surface), {
    ...config,
    options: { ...config.options, responsive: false, animation: false, devicePixelRatio },
    plugins: [paperGround, ...(config.plugins ?? [])],
  });
  return () => chart.destroy();
}

const paperGround = {
  id: "ground",
  beforeDraw: (chart: Chart) => {
    chart.ctx.save();
    chart.ctx.fillStyle = "#ffffff";
    chart.ctx.fillRect(0, 0, chart.width, chart.height);
    chart.ctx.restore();
  },
};

/** Node's canvases have what Chart.js uses of a browser's; their types share no name. */
function chartItem(surface: unknown): ChartItem {
  if (typeof surface !== "object" || surface === null || !("getContext" in surface)) {
    throw new TypeError("expected a canvas");
  }
  return surface as ChartItem;
}

function paperTheme(font: string): FigureTheme {
  return { ...lightTheme, paper: "#ffffff", font, fontSize: 8, lineWidth: 1 };
}

function textsOf({ board, language }: PaperFigure): string[] {
  return [
    ...Object.values(figureWords).map((word) => word[language]),
    ...board.categories.map((name) => categoryName(name, language)),
    ...board.candidates.map(({ id }) => shortName(id)),
  ];
}

function sizeOf({ name, board, columns }: PaperFigure): Size {
  const rows = board.candidates.length;
  const own: Readonly<Record<FigureName, readonly [Columns, number]>> = {
    intervals: ["1", 34 + 13 * (rows + board.published.filter(({ comparable }) => comparable === "exact").length)],
    differences: ["1", 34 + 13 * Math.max(1, rows - 1)],
    heatmap: ["2", 26 + 15 * rows],
    radar: ["1", 250],
    turns: ["1", 170],
    distribution: ["1", 170],
    length: ["1", 200],
    thoughts: ["1", 200],
    cost: ["1", 160],
  };
  const [default_, height] = own[name];
  return { width: Math.round(columnWidths[columns ?? default_] * pointsPerMillimetre), height: Math.max(70, height) };
}

/** The drawing's own unit is the point; a page that places it needs to know how large that is. */
function inMillimetres(svg: string, { width, height }: Size): string {
  const size = `width="${(width / pointsPerMillimetre).toFixed(2)}mm" height="${(height / pointsPerMillimetre).toFixed(2)}mm" viewBox="0 0 ${width} ${height}"`;
  // A hundredth of a point is a thousandth of what a printer shows; the rest of the digits is half of the file.
  return svg.replace(/width="[\d.]+" height="[\d.]+"/u, size).replace(/(\d\.\d\d)\d+/gu, "$1");
}
