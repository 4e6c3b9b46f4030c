/** Line feeds alone end lines, and there is no byte order mark. */
export function normaliseLines(text: string): string {
  return text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
}

/**
 * The form in which texts are searched for literals: NFKC (so `８` finds `8` and `ｶﾞ` finds `ガ`), no white space, letters
 * in lower case.
 */
export function comparableText(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();
}
