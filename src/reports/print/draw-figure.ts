import { columnWidths } from "../figures/column-widths.ts";
import type { FigureName } from "../figures/figure-names.ts";
import { figures } from "../figures/figure-registry.ts";
import type { Language, ReportBoard } from "../page/report-record.ts";
import type { PrintFont } from "./print-font.ts";
import type { Scene } from "./scene.ts";
import { pdfOf } from "./write-pdf.ts";
import { pngOf } from "./write-png.ts";
import { svgOf } from "./write-svg.ts";

export const figureFormats = ["svg", "pdf", "png"] as const;

export type FigureFormat = (typeof figureFormats)[number];

const pointsPerMillimetre = 72 / 25.4;

export interface PaperFigure {
  readonly name: FigureName;
  readonly board: ReportBoard;
  readonly language: Language;
  /** Millimetres; null: what the figure is made for. */
  readonly width: number | null;
  /** Print the numbers of intervals beside them. */
  readonly values: boolean;
}

/** A figure as a scene; null where the results have nothing to show in it. */
export function figureScene({ name, board, language, width, values }: PaperFigure, font: PrintFont): Scene | null {
  const { print, columns } = figures[name];
  return print({
    board,
    baseline: board.baseline,
    language,
    width: Math.round((width ?? columnWidths[columns]) * pointsPerMillimetre * 100) / 100,
    font,
    values,
  });
}

/** A scene in one format. PNG needs the optional canvas; SVG holds text, or paths where `outlines` are wanted. */
export async function fileOf(
  scene: Scene,
  format: FigureFormat,
  { font, outlines }: { readonly font: PrintFont; readonly outlines: boolean },
): Promise<Buffer> {
  switch (format) {
    case "svg":
      return Buffer.from(svgOf(scene, font, outlines));
    case "pdf":
      return await pdfOf(scene, font);
    case "png":
      return await pngOf(scene, font);
  }
}
