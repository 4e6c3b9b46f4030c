import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { figureNames } from "../figures/figure-names.ts";
import type { ReportRecord } from "../page/report-record.ts";
import { type FigureFormat, figureFormats, figureScene, fileOf } from "./draw-figure.ts";
import { openPrintFont, type PrintFont } from "./print-font.ts";
import { loadCanvas } from "./write-png.ts";

export interface FigureLook {
  /** Absolute path of a font file; null: the one that comes with this package. */
  readonly font: string | null;
  /** SVG holds paths instead of text. */
  readonly outlines: boolean;
  /** Intervals print their numbers beside them. */
  readonly values: boolean;
}

/** What a report's figures are drawn with: read from the disk once, before anything is drawn. */
export interface FigureTools {
  readonly formats: readonly FigureFormat[];
  readonly font: PrintFont;
}

/**
 * Opens what the figures of a report need. Where figures cannot be drawn the reason is told and there are none: page and
 * tables need neither canvas nor font.
 *
 * @throws InputError when a font that the user names does not work.
 */
export async function openFigureTools(
  look: Pick<FigureLook, "font">,
  tell: (sentence: string) => void,
): Promise<FigureTools | null> {
  try {
    return { formats: await formatsAtHand(tell), font: await openPrintFont(look.font) };
  } catch (error) {
    if (!(error instanceof InputError) || look.font !== null) throw error;
    tell(`No figures: ${error.message}${error.hint === undefined ? "" : `\n${error.hint}`}`);
    return null;
  }
}

/**
 * Every figure of the largest protocol in every format by its place below the report; the others' in folders named after
 * their keys.
 */
export async function drawReportFigures(
  record: ReportRecord,
  { formats, font }: FigureTools,
  look: FigureLook,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const language = record.languages[0] ?? "en";
  for (const [place, board] of record.boards.entries()) {
    const own = place === 0 ? "figures" : join("figures", board.shortKey);
    for (const name of figureNames) {
      const scene = figureScene({ name, board, language, width: null, values: look.values }, font);
      if (scene === null) continue;
      // One after the other: the dots of a page take 30 MB until they are packed.
      for (const format of formats) {
        files.set(join(own, `${name}.${format}`), await fileOf(scene, format, { font, outlines: look.outlines }));
      }
    }
  }
  return files;
}

/** PNG needs a package that may have been left out; SVG and PDF do not. */
async function formatsAtHand(tell: (sentence: string) => void): Promise<readonly FigureFormat[]> {
  try {
    await loadCanvas();
    return figureFormats;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell(`No PNG figures: ${error.message}`);
    return figureFormats.filter((format) => format !== "png");
  }
}
