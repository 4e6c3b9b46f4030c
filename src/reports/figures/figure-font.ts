import { InputError } from "../../errors.ts";
import { packageFont } from "./package-font.ts";

type Canvas = typeof import("@napi-rs/canvas");

/** Families with Japanese glyphs as systems call them, the ones made for small sizes on paper first. */
const japaneseFamilies = [
  "Noto Sans CJK JP",
  "Noto Sans JP",
  "Source Han Sans JP",
  "Source Han Sans",
  "Hiragino Sans",
  "Hiragino Kaku Gothic ProN",
  "BIZ UDPGothic",
  "BIZ UDGothic",
  "Yu Gothic",
  "Yu Gothic UI",
  "Meiryo",
  "IPAexGothic",
  "IPAGothic",
  "TakaoPGothic",
  "TakaoGothic",
  "VL PGothic",
  "VL Gothic",
  "Noto Sans CJK",
  "MS PGothic",
] as const;

const latinFamilies = ["Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"] as const;
const ownAlias = "mtbench figure font";

/**
 * The family that a figure is set in: the user's file, else the font that comes with this package, else one of the system.
 *
 * @throws InputError when `texts` hold Japanese and no font has its glyphs: boxes are worse than no figure.
 */
export function figureFont(canvas: Canvas, texts: readonly string[], file: string | null): string {
  const { GlobalFonts } = canvas;
  if (file !== null) {
    if (GlobalFonts.registerFromPath(file, ownAlias) === null) {
      throw new InputError(`--font: ${file} cannot be read as a font`);
    }
    if (texts.some(isJapanese)) requireGlyphs(canvas, ownAlias, `--font: ${file} has no Japanese glyphs`);
    return `"${ownAlias}", sans-serif`;
  }
  const own = packageFont();
  if (own !== null && GlobalFonts.registerFromPath(own, ownAlias) !== null) return `"${ownAlias}", sans-serif`;
  const known = new Set(GlobalFonts.families.map(({ family }) => family));
  const japanese = japaneseFamilies.find((family) => known.has(family));
  if (japanese !== undefined) return `"${japanese}", sans-serif`;
  if (texts.some(isJapanese))
    requireGlyphs(canvas, "sans-serif", "no font with Japanese glyphs was found on this system");
  const latin = latinFamilies.find((family) => known.has(family));
  return latin === undefined ? "sans-serif" : `"${latin}", sans-serif`;
}

function isJapanese(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

/** Two signs that look alike are two boxes. */
function requireGlyphs(canvas: Canvas, family: string, problem: string): void {
  const drawn = ["永", "鬱"].map((sign) => {
    const surface = canvas.createCanvas(40, 40);
    const pen = surface.getContext("2d");
    pen.font = `30px "${family}"`;
    pen.fillText(sign, 4, 32);
    return Buffer.from(pen.getImageData(0, 0, 40, 40).data);
  });
  const [one, other] = drawn;
  if (one !== undefined && other !== undefined && !one.equals(other)) return;
  throw new InputError(problem, {
    hint: "npm install @expo-google-fonts/biz-udpgothic, or name a font file with --font.",
  });
}
