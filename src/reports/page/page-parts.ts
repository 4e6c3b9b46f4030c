import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { codeOf } from "../../errors.ts";
import { sha256 } from "../../files/canonical-json.ts";
import { packageRoot } from "../../files/package-root.ts";
import type { Language, ReportRecord } from "./report-record.ts";

/** What the package's build made of `page/`. */
export interface PageParts {
  /** The page's program, without anything that could end a script element. */
  readonly code: string;
  /** The same, deflated; absent: nobody has done it yet. */
  readonly packed?: Buffer;
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
  const packed = await packedCode(folder, code);
  return {
    code,
    ...(packed === null ? {} : { packed }),
    style,
    render: (record, language) => {
      const html = render(record, language);
      if (typeof html !== "string") throw new Error("the page was not rendered to text");
      return html;
    },
  };
}

/** What the build made of this very program (`scripts/packed-page.mjs`); null: it did not. */
async function packedCode(folder: string, code: string): Promise<Buffer | null> {
  try {
    return await readFile(join(folder, `page.${sha256(code).slice(0, 16)}.deflate`));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function isRenderer(module: unknown): module is { render: (...given: unknown[]) => unknown } {
  return typeof module === "object" && module !== null && "render" in module && typeof module.render === "function";
}

/** A source expression of a Content-Security-Policy that allows exactly this inline text. */
export function cspHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
