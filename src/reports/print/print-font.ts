import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type * as Fontkit from "fontkit";
import { codeOf, InputError } from "../../errors.ts";
import { packageFont } from "../figures/package-font.ts";

/** A font that figures are measured with and set in. */
export interface PrintFont {
  readonly path: string;
  /** Of fontkit; parsed once for all that is drawn with it. */
  readonly opened: Fontkit.Font;
  /** Of the font itself: "BIZ UDPGothic". */
  readonly family: string;
  /** PostScript name of the face. */
  readonly face: string;
  /** Width of a text in points, as it is shaped. */
  readonly measure: (text: string, size: number) => number;
  /** Signs that it has no glyph for. */
  readonly missing: (text: string) => readonly string[];
  /** Outline of a text set at a baseline's start, as SVG path data. */
  readonly outline: (text: string, size: number, x: number, y: number) => string;
}

/** What draws figures and measures text; loaded only when a figure is asked for. */
async function loadFontkit(): Promise<typeof Fontkit> {
  try {
    return createRequire(import.meta.url)("fontkit") as typeof Fontkit;
  } catch (error) {
    if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    throw new InputError("figures need the optional packages fontkit and pdfkit", {
      hint: "npm install fontkit pdfkit, or leave figures out with --no-figures.",
      cause: error,
    });
  }
}

/**
 * Opens the font of the figures: the user's file (TTF, OTF, TTC, WOFF2), else the one that comes with this package.
 *
 * @throws InputError when there is none, or it is no font.
 */
export async function openPrintFont(file: string | null): Promise<PrintFont> {
  const fontkit = await loadFontkit();
  const path = file ?? packageFont();
  if (path === null) {
    throw new InputError("figures need a font, and the one that comes with this package was left out", {
      hint: "npm install @expo-google-fonts/biz-udpgothic, or name a font file with --font.",
    });
  }
  const bytes = await bytesOf(path);
  const opened = facesOf(fontkit, bytes, path);
  const [font] = opened;
  if (font === undefined) throw new InputError(`--font: ${path} cannot be read as a font`);
  const scale = (size: number) => size / font.unitsPerEm;
  const widths = new Map<string, number>();
  return {
    path,
    opened: font,
    family: font.familyName,
    face: font.postscriptName,
    measure: (text, size) => {
      const known = widths.get(text) ?? font.layout(text).advanceWidth;
      widths.set(text, known);
      return known * scale(size);
    },
    missing: (text) => [...new Set(text)].filter((sign) => !font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0)),
    outline: (text, size, x, y) => outlineOf(font, text, scale(size), x, y),
  };
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError(`--font: ${path} cannot be read as a font (${codeOf(error) ?? "unknown"})`, { cause: error });
  }
}

/** Faces of a font file; of a collection the ones with Japanese signs first. */
function facesOf(fontkit: typeof Fontkit, bytes: Buffer, path: string): Fontkit.Font[] {
  try {
    const opened = fontkit.create(bytes);
    if (!("fonts" in opened)) return [opened];
    const japanese = (font: Fontkit.Font) => (font.hasGlyphForCodePoint(0x6c38) ? 0 : 1);
    return [...opened.fonts].sort((a, b) => japanese(a) - japanese(b));
  } catch (error) {
    throw new InputError(`--font: ${path} cannot be read as a font`, { cause: error });
  }
}

function outlineOf(font: Fontkit.Font, text: string, scale: number, x: number, y: number): string {
  const { glyphs, positions } = font.layout(text);
  const parts: string[] = [];
  let pen = x;
  for (const [index, glyph] of glyphs.entries()) {
    const place = positions[index];
    const [dx, dy] = [pen + (place?.xOffset ?? 0) * scale, y - (place?.yOffset ?? 0) * scale];
    parts.push(glyph.path.scale(scale, -scale).translate(dx, dy).toSVG());
    pen += (place?.xAdvance ?? 0) * scale;
  }
  return parts.join("").replace(/(\d\.\d\d)\d+/gu, "$1");
}
