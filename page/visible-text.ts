const names: Readonly<Record<string, string>> = {
  "\u200b": "ZWSP",
  "\u200c": "ZWNJ",
  "\u2060": "WJ",
  "\ufeff": "BOM",
  "\u00ad": "SHY",
  "\u200e": "LRM",
  "\u200f": "RLM",
  "\u061c": "ALM",
};

/**
 * Marks that no reader sees but that turn or hide what follows, written out: U+202E makes a name read backwards, zero-width
 * signs make two names look alike. Joiners inside emoji stay.
 */
export function visible(text: string): string {
  return text
    .replace(/[\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f\u061c]/gu, (sign) => `⟨${names[sign] ?? code(sign)}⟩`)
    .replace(/[\u202a-\u202e\u2066-\u2069\p{Cc}\u2028\u2029]/gu, (sign) =>
      sign === "\n" || sign === "\t" ? sign : sign === "\r" ? "" : `⟨${code(sign)}⟩`,
    );
}

/** The same for a name: one line. */
export function visibleName(name: string): string {
  return visible(name.replace(/[\n\t\u2028\u2029]+/gu, " "));
}

function code(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}
