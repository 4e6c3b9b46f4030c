import { codeOf, InputError } from "../../errors.ts";
import { dotsPerInch, packPng } from "./pack-png.ts";
import type { PrintFont } from "./print-font.ts";
import type { PathMark, Scene, TextMark } from "./scene.ts";

type Canvas = typeof import("@napi-rs/canvas");
type Pen = ReturnType<ReturnType<Canvas["createCanvas"]>["getContext"]>;
type Path = InstanceType<Canvas["Path2D"]>;

const alias = "mtbench print font";

/** What paints dots; an optional package. */
export async function loadCanvas(): Promise<Canvas> {
  try {
    return await import("@napi-rs/canvas");
  } catch (error) {
    if (codeOf(error) !== "ERR_MODULE_NOT_FOUND" && codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    throw new InputError("PNG figures need the optional package @napi-rs/canvas", {
      hint: "npm install @napi-rs/canvas, or write SVG or PDF.",
      cause: error,
    });
  }
}

/** A scene as PNG of 300 dots per inch, which it says of itself. */
export async function pngOf(scene: Scene, font: PrintFont): Promise<Buffer> {
  const { GlobalFonts, Path2D, createCanvas } = await loadCanvas();
  const family = `${alias} ${font.face}`;
  if (!GlobalFonts.has(family)) GlobalFonts.registerFromPath(font.path, family);
  const scale = dotsPerInch / 72;
  const canvas = createCanvas(Math.round(scene.width * scale), Math.round(scene.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.scale(scale, scale);
  for (const mark of scene.marks) {
    pen.save();
    if (mark.kind === "path") paintPath(pen, mark, new Path2D(mark.d));
    else paintText(pen, mark, family);
    pen.restore();
  }
  return await packPng(canvas.data(), canvas.width, canvas.height);
}

function paintPath(pen: Pen, { opacity, lineWidth, fill, stroke }: PathMark, path: Path): void {
  pen.globalAlpha = opacity;
  pen.lineWidth = lineWidth;
  if (fill !== null) {
    pen.fillStyle = fill;
    pen.fill(path);
  }
  if (stroke !== null) {
    pen.strokeStyle = stroke;
    pen.stroke(path);
  }
}

function paintText(pen: Pen, { text, x, y, size, ink, anchor, upright }: TextMark, family: string): void {
  pen.font = `${size}px "${family}"`;
  pen.fillStyle = ink;
  pen.textAlign = anchor === "middle" ? "center" : anchor;
  pen.translate(x, y);
  if (upright) pen.rotate(-Math.PI / 2);
  pen.fillText(text, 0, 0);
}
