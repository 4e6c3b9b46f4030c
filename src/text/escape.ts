import { stripVTControlCharacters } from "node:util";

const latexForms: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "|": "\\textbar{}",
  // \textquotedbl is unknown to the default encoding (OT1), and `[` or `*` after the end of a row would be its argument.
  '"': "{\\char34}",
  "[": "{[}",
  "*": "{*}",
};

/** Text for LaTeX's text mode; line breaks become spaces, control characters go. */
export function escapeLatex(text: string): string {
  return (
    printable(text)
      .replace(/\s+/gu, " ")
      .replace(/[\\~^<>|"{}$&#_%[*]/gu, (sign) => latexForms[sign] ?? `\\${sign}`)
      // Two in a row would be set as another sign: a dash, quotation marks, `?` and `!` turned round.
      .replace(/-(?=-)|`(?=`)|'(?=')|,(?=,)|[?!](?=`)/gu, "$&{}")
  );
}

/** Text inside a Markdown table cell: no markup, no HTML, no cell border, one line. */
export function escapeMarkdownCell(text: string): string {
  return printable(text)
    .replace(/\s+/gu, " ")
    .replace(/[\\`*_[\]|~&<>]/gu, (sign) => (sign === "<" ? "&lt;" : sign === ">" ? "&gt;" : `\\${sign}`))
    .trim();
}

const htmlForms: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for an HTML element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => htmlForms[sign] ?? sign);
}

/**
 * Text that may be shown in a terminal: no escape sequences, no control characters but line feed and tab, and none of the
 * marks that turn the direction of what follows.
 */
export function escapeTerminal(text: string): string {
  return printable(stripVTControlCharacters(text.replace(/\r\n?/g, "\n")));
}

/** The same on one line, for names inside messages and tables. */
export function escapeTerminalLine(text: string): string {
  return escapeTerminal(text).replace(/\s+/gu, " ");
}

function printable(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, "");
}

/** A text as a pattern that matches it letter for letter, for expressions with or without the flag u. */
export function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
