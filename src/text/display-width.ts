import stringWidth from "string-width";

/** Columns of a terminal that the text takes; kanji, kana and full-width signs take two. */
export function displayWidth(text: string): number {
  return stringWidth(text);
}

/** Filled with spaces to `width` columns; a wider text is returned as it is. */
export function padToWidth(text: string, width: number, align: "left" | "right" = "left"): string {
  const fill = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + fill : fill + text;
}
