import { createRequire } from "node:module";
import type * as Fontkit from "fontkit";
import type PdfKit from "pdfkit";
import type { PrintFont } from "./print-font.ts";
import type { Scene, TextMark } from "./scene.ts";

/**
 * pdfkit's document as far as figures need it. Its own types know font files alone; it takes an opened font as it is, so that
 * a report parses it once for all its pages.
 */
type PdfWriter = new (options: Omit<PdfOptions, "font"> & { readonly font: Fontkit.Font }) => PDFKit.PDFDocument;
type PdfOptions = NonNullable<ConstructorParameters<typeof PdfKit>[0]>;

/**
 * A scene as one page of PDF. Its font is embedded as a subset under its own name, text stays text, and equal scenes give
 * equal bytes: no date is written.
 */
export async function pdfOf(scene: Scene, font: PrintFont): Promise<Buffer> {
  const Document: PdfWriter = createRequire(import.meta.url)("pdfkit");
  const info = { Title: scene.title, Creator: "mtbench", CreationDate: new Date(0) };
  const document = new Document({ size: [scene.width, scene.height], margin: 0, info, font: font.opened });
  // The writer asks for a date; a hidden one stays out of the file, where a reader would take it for the figure's.
  Object.defineProperty(document.info, "CreationDate", { value: new Date(0), enumerable: false });
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  for (const mark of scene.marks) {
    if (mark.kind === "text") {
      paintText(document, mark, font);
      continue;
    }
    document.save().path(mark.d).lineWidth(mark.lineWidth).opacity(mark.opacity);
    if (mark.fill !== null && mark.stroke !== null) document.fillAndStroke(mark.fill, mark.stroke);
    else if (mark.fill !== null) document.fill(mark.fill);
    else document.stroke(mark.stroke ?? "#000000");
    document.restore();
  }
  document.end();
  return await done;
}

function paintText(document: PDFKit.PDFDocument, mark: TextMark, font: PrintFont): void {
  const { text, x, y, size, anchor, upright, ink } = mark;
  const width = font.measure(text, size);
  const start = anchor === "start" ? 0 : anchor === "middle" ? -width / 2 : -width;
  document.save();
  if (upright) document.rotate(-90, { origin: [x, y] });
  document.fillColor(ink).fontSize(size).opacity(1);
  document.text(text, x + start, y, { lineBreak: false, baseline: "alphabetic" });
  document.restore();
}
