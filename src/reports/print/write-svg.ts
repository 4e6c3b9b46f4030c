import { escapeHtml } from "../../text/escape.ts";
import type { PrintFont } from "./print-font.ts";
import { at, type PathMark, type Scene, type TextMark } from "./scene.ts";

const pointsPerMillimetre = 72 / 25.4;

/**
 * A scene as SVG. Text stays text: it can be searched, selected and edited, and keeps its measured length where the reader
 * has another font. With `outlines` it becomes paths, for a program that must not substitute fonts.
 */
export function svgOf(scene: Scene, font: PrintFont, outlines: boolean): string {
  const { width, height } = scene;
  const size = `width="${(width / pointsPerMillimetre).toFixed(2)}mm" height="${(height / pointsPerMillimetre).toFixed(2)}mm" viewBox="0 0 ${at(width)} ${at(height)}"`;
  const family = escapeHtml(`'${font.family.replace(/['\\]/gu, "")}', 'Hiragino Sans', 'Noto Sans CJK JP', sans-serif`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" font-family="${family}">`,
    `<title>${escapeHtml(scene.title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...scene.marks.map((mark) =>
      mark.kind === "path" ? pathOf(mark) : outlines ? outlined(mark, font) : textOf(mark, font),
    ),
    "</svg>",
    "",
  ].join("\n");
}

function pathOf({ d, fill, stroke, lineWidth, opacity }: PathMark): string {
  const paint = [`fill="${fill ?? "none"}"`];
  if (stroke !== null) paint.push(`stroke="${stroke}" stroke-width="${at(lineWidth)}"`);
  if (opacity < 1) paint.push(`opacity="${at(opacity)}"`);
  return `<path d="${d}" ${paint.join(" ")}/>`;
}

function textOf(mark: TextMark, font: PrintFont): string {
  const { text, x, y, size, anchor, upright, ink } = mark;
  const place = upright ? `transform="translate(${at(x)} ${at(y)}) rotate(-90)"` : `x="${at(x)}" y="${at(y)}"`;
  const width = font.measure(text, size);
  const length = [...text].length > 1 ? ` textLength="${at(width)}" lengthAdjust="spacingAndGlyphs"` : "";
  return `<text ${place} font-size="${at(size)}" text-anchor="${anchor}" fill="${ink}"${length}>${escapeHtml(text)}</text>`;
}

function outlined({ text, x, y, size, anchor, upright, ink }: TextMark, font: PrintFont): string {
  const width = font.measure(text, size);
  const start = anchor === "start" ? 0 : anchor === "middle" ? -width / 2 : -width;
  const turned = upright ? ` transform="translate(${at(x)} ${at(y)}) rotate(-90)"` : "";
  const d = upright ? font.outline(text, size, start, 0) : font.outline(text, size, x + start, y);
  return `<path d="${d}" fill="${ink}"${turned}/>`;
}
