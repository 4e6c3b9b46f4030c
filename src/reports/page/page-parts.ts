import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../files/package-root.ts";
import type { Language, ReportRecord } from "./report-record.ts";

/** What the package's build made of `page/`. */
export interface PageParts {
  /** The page's program, without anything that could end a script element. */
  readonly code: string;
  readonly style: string;
  /** The page as HTML: readable without its program, and what the program takes over. */
  readonly render: (record: ReportRecord, language: Language) => string;
}

/** Folder of the built page: the one beside this build of the program, else the package's. */
export function builtPage(): string {
  const own = join(import.meta.dirname, "..", "page");
  return existsSync(join(own, "page.js")) ? own : join(packageRoot, "dist", "page");
}

/** Loads the built page. Throws when there is none. */
export async function loadPageParts(): Promise<PageParts> {
  const folder = builtPage();
  const [code, style] = await Promise.all([
    readFile(join(folder, "page.js"), "utf8"),
    readFile(join(folder, "page.css"), "utf8"),
  ]);
  const module: unknown = await import(pathToFileURL(join(folder, "render.js")).href);
  if (!isRenderer(module)) throw new Error(`${join(folder, "render.js")} exports no render function`);
  const { render } = module;
  return {
    code,
    style,
    render: (record, language) => {
      const html = render(record, language);
      if (typeof html !== "string") throw new Error("the page was not rendered to text");
      return html;
    },
  };
}

function isRenderer(module: unknown): module is { render: (...given: unknown[]) => unknown } {
  return typeof module === "object" && module !== null && "render" in module && typeof module.render === "function";
}

/** A source expression of a Content-Security-Policy that allows exactly this inline text. */
export function cspHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
