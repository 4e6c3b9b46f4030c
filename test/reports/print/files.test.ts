import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { figureScene, fileOf } from "../../../src/reports/print/draw-figure.ts";
import { openPrintFont, type PrintFont } from "../../../src/reports/print/print-font.ts";
import type { Scene } from "../../../src/reports/print/scene.ts";
import { printBoard } from "./print-board.ts";

const run = promisify(execFile);

/** poppler's programs, where the machine has them. */
async function poppler(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await run(program, args, { encoding: "utf8" })).stdout;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

describe("files of a figure", () => {
  let font: PrintFont;
  let scene: Scene;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "mtbench-figure-"));
    font = await openPrintFont(null);
    const drawn = figureScene(
      { name: "intervals", board: printBoard(6), language: "ja", width: 85, values: true },
      font,
    );
    if (drawn === null) throw new Error("nothing drawn");
    scene = drawn;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const texts = () => scene.marks.flatMap((mark) => (mark.kind === "text" ? [mark.text] : []));

  it("SVG holds every text as text, and its size in millimetres", async () => {
    const svg = (await fileOf(scene, "svg", { font, outlines: false })).toString();
    expect(svg).toContain('width="85.00mm"');
    expect(svg).toContain('font-family="&#39;BIZ UDPGothic&#39;');
    for (const text of texts()) expect(svg).toContain(`>${text}</text>`);
  });

  it("SVG with outlines holds none, and needs no font", async () => {
    const svg = (await fileOf(scene, "svg", { font, outlines: true })).toString();
    expect(svg).not.toContain("<text");
    expect(svg.match(/<path d="M[^"]{40,}"/gu)?.length).toBeGreaterThan(texts().length);
  });

  it("PDF embeds a named subset, no Type 3, and the same bytes twice", async () => {
    const pdf = await fileOf(scene, "pdf", { font, outlines: false });
    expect(pdf.equals(await fileOf(scene, "pdf", { font, outlines: false }))).toBe(true);
    const plain = pdf.toString("latin1");
    expect(plain).toMatch(/\/BaseFont \/[A-Z]{6}\+BIZUDPGothic-Regular/u);
    expect(plain).toContain("/FontFile2");
    expect(plain).not.toContain("/Type3");
    expect(plain).not.toContain("CreationDate");
  });

  it("PDF gives back every digit and every name", async (context) => {
    const path = join(folder, "x.pdf");
    await writeFile(path, await fileOf(scene, "pdf", { font, outlines: false }));
    const fonts = await poppler("pdffonts", [path]);
    const read = await poppler("pdftotext", ["-layout", path, "-"]);
    if (fonts === null || read === null) return context.skip("pdffonts and pdftotext (poppler-utils) are not here");
    expect(fonts).toMatch(/BIZUDPGothic-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes/u);
    expect(fonts).not.toContain("Type 3");
    for (const text of texts()) expect(read.replace(/\s/gu, "")).toContain(text.replace(/\s/gu, ""));
  });

  it("PNG has 300 dots per inch and says so", async () => {
    const png = await fileOf(scene, "png", { font, outlines: false });
    expect(png.readUInt32BE(16)).toBe(Math.round((85 / 25.4) * 300));
    expect(png.subarray(37, 41).toString()).toBe("pHYs");
    expect(png.readUInt32BE(41)).toBe(11811);
    // The chunk's checksum is right, so that strict readers take it.
    expect(png.readUInt32BE(50)).toBe(0x78a53f76);
    expect(png.equals(await fileOf(scene, "png", { font, outlines: false }))).toBe(true);
  });

  it("documents share one font without knowing of each other", async () => {
    const fresh = await fileOf(scene, "pdf", { font: await openPrintFont(null), outlines: false });
    const other = figureScene({ name: "radar", board: printBoard(3), language: "en", width: 85, values: false }, font);
    if (other === null) throw new Error("nothing drawn");
    await fileOf(other, "pdf", { font, outlines: false });
    expect((await fileOf(scene, "pdf", { font, outlines: false })).equals(fresh)).toBe(true);
  });
});
