import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { escapeHtml } from "../../text/escape.ts";
import { builtPage } from "./page-parts.ts";
import type { Language } from "./report-record.ts";

/** What the package's build made of `page/desk/`. */
export interface DeskParts {
  readonly code: string;
  readonly style: string;
}

/** Loads the built desk. Throws when there is none. */
export async function loadDeskParts(): Promise<DeskParts> {
  const folder = builtPage();
  const [code, style] = await Promise.all([
    readFile(join(folder, "desk.js"), "utf8"),
    readFile(join(folder, "desk.css"), "utf8"),
  ]);
  return { code, style };
}

/** The frame of the desk; everything in it comes from its server when its program asks. */
export function deskPage(facts: { readonly title: string; readonly language: Language }): string {
  return [
    "<!doctype html>",
    `<html lang="${facts.language}">`,
    "<head>",
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(facts.title)}</title>`,
    '<link rel="stylesheet" href="desk.css">',
    '<link rel="icon" href="data:,">',
    "</head>",
    '<body><div id="app"></div><script src="desk.js"></script></body>',
    "</html>",
    "",
  ].join("\n");
}

/** Only the server's own program and style; nothing inside an answer can load or run. */
export const deskPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types dompurify",
].join("; ");
