import stringWidth from "string-width";

/** Letters that are measured at once: the segmenter of the runtime takes time quadratic in a long text. */
const measured = 400;

/** Columns of a terminal that the text takes; kanji, kana and full-width signs take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (let at = 0; at < text.length; ) {
    const end = partEnd(text, at + measured);
    width += stringWidth(text.slice(at, end));
    at = end;
  }
  return width;
}

/** Signs that belong to the one before them: half a pair, marks, joiners, variations, skin tones. */
const belongs = /^(?:[\uDC00-\uDFFF]|\p{M}|\u200D)/u;

/** A place from `at` on, and not far, where no sign is cut. */
function partEnd(text: string, at: number): number {
  for (let end = at; end < Math.min(text.length, at + 40); end += 1) {
    if (!belongs.test(text.charAt(end)) && text.charAt(end - 1) !== "\u200D") return end;
  }
  return Math.min(text.length, at);
}

/** Filled with spaces to `width` columns; a wider text is returned as it is. */
export function padToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const fill = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + fill : fill + text;
}
