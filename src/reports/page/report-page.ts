import { promisify } from "node:util";
import { deflateRaw } from "node:zlib";
import { escapeHtml } from "../../text/escape.ts";
import { cspHash, type PageParts } from "./page-parts.ts";
import type { Language, ReportRecord } from "./report-record.ts";

const compress = promisify(deflateRaw);

/** Texts are most of a report's work: one level more makes recorded Japanese answers a fortieth smaller in half as much time again. */
const packing = { level: 5, chunkSize: 2 ** 18 };

/** A text of the page that is only read when somebody asks for it, under its name (`page/chunks.ts`). */
export interface PageChunk {
  readonly name: string;
  /** JSON, deflated, base64. */
  readonly content: string;
}

export async function makeChunk(name: string, value: unknown): Promise<PageChunk> {
  return { name, content: (await compress(JSON.stringify(value), packing)).toString("base64") };
}

/**
 * The page's program is unpacked in the browser, which makes a small report a third of its size. The policy holds the hash
 * of the unpacked text, so nothing else can be run in its place.
 */
const unpackCode = `(async()=>{const t=document.getElementById("code").textContent.trim();const b=Uint8Array.from(atob(t),c=>c.charCodeAt(0));const s=new Blob([b]).stream().pipeThrough(new DecompressionStream("deflate-raw"));const c=await new Response(s).text();const e=document.createElement("script");const p=window.trustedTypes?trustedTypes.createPolicy("mtbench",{createScript:x=>x}):null;e.textContent=p?p.createScript(c):c;document.head.append(e)})()`;

export interface PageInput {
  readonly record: ReportRecord;
  readonly language: Language;
  /** Empty for a page that asks its server for them. */
  readonly chunks: readonly PageChunk[];
  /** Served by \`mtbench view\`: the page may talk to its own server, and to nobody else. */
  readonly live: boolean;
}

/** The whole report as one HTML file. Nothing in it loads, and nothing but the page's own program runs. */
export async function reportPage(parts: PageParts, input: PageInput): Promise<string> {
  const { record, language, chunks, live } = input;
  const code = (parts.packed ?? (await compress(parts.code, { level: 9 }))).toString("base64");
  return [
    "<!doctype html>",
    `<html lang="${language}"${live ? ' data-live="1"' : ""}>`,
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(pagePolicy(parts, live))}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<meta name="generator" content="mtbench ${escapeHtml(record.tool.version)}">`,
    `<title>${escapeHtml(record.title[language])}</title>`,
    `<style>${parts.style}</style>`,
    "</head>",
    "<body>",
    `<div id="app">${parts.render(record, language)}</div>`,
    `<script type="application/json" id="record">${scriptJson(record)}</script>`,
    `<script type="text/plain" id="code">${code}</script>`,
    `<script>${unpackCode}</script>`,
    ...chunks.map(
      ({ name, content }) => `<script type="text/plain" id="chunk-${escapeHtml(name)}">${content}</script>`,
    ),
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** No source of anything is allowed but the page's own style and program, by hash. */
export function pagePolicy(parts: Pick<PageParts, "code" | "style">, live: boolean): string {
  return [
    "default-src 'none'",
    `script-src ${cspHash(unpackCode)} ${cspHash(parts.code)}`,
    `style-src ${cspHash(parts.style)}`,
    ...(live ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types mtbench dompurify",
  ].join("; ");
}

/** JSON that no HTML parser can mistake for the end of its script element or for markup. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
