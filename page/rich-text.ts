import DOMPurify from "dompurify";
import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import css from "highlight.js/lib/languages/css";
import go from "highlight.js/lib/languages/go";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import katex from "katex";
import { Marked, type TokenizerAndRendererExtension } from "marked";
import { visible } from "./visible-text.ts";

const languages = { bash, c, cpp, css, go, java, javascript, json, python, rust, sql, typescript, xml };
for (const [name, definition] of Object.entries(languages)) hljs.registerLanguage(name, definition);

/** Longer texts are shown as they are: a parser is no match for a line of a million characters. */
export const longestRich = 60_000;
const longestCode = 20_000;
const longestFormula = 2_000;

/** Elements and attributes that a rendered answer may hold. No links, no images, no styles: nothing that loads or acts. */
const allowedTags = (
  "p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li strong em del code pre span table thead tbody tr th td sup sub " +
  "math semantics mrow mi mo mn ms mtext mspace mfrac msqrt mroot mstyle msub msup msubsup munder mover munderover " +
  "mtable mtr mtd mpadded mphantom menclose merror"
).split(" ");
const allowedAttributes = (
  "class start align display mathvariant stretchy fence separator lspace rspace minsize maxsize accent accentunder " +
  "columnalign rowspacing columnspacing displaystyle scriptlevel linethickness width height depth notation form"
).split(" ");

/**
 * A model's Markdown as a fragment that can go into the page: raw HTML is shown as text, links as their text and address,
 * code is highlighted, formulas become MathML, and DOMPurify takes out whatever is not on the lists above.
 */
export function richText(text: string): DocumentFragment {
  const html = markdown.parse(visible(text), { async: false });
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: allowedTags,
    ALLOWED_ATTR: allowedAttributes,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}

const formula = (name: string, start: string, pattern: RegExp, display: boolean): TokenizerAndRendererExtension => ({
  name,
  level: display ? "block" : "inline",
  start: (source: string) => source.indexOf(start),
  tokenizer(source: string) {
    const match = pattern.exec(source);
    return match === null ? undefined : { type: name, raw: match[0], text: (match[1] ?? "").trim() };
  },
  renderer: (token) => mathml(String(token.text), display, token.raw),
});

const markdown = new Marked({
  gfm: true,
  breaks: true,
  extensions: [
    formula("block-dollars", "$$", /^\$\$([\s\S]{1,2000}?)\$\$(?:\n|$)/u, true),
    formula("block-brackets", "\\[", /^\\\[([\s\S]{1,2000}?)\\\](?:\n|$)/u, true),
    formula("inline-dollars", "$$", /^\$\$([^$]{1,2000}?)\$\$/u, true),
    formula("inline-brackets", "\\[", /^\\\[([\s\S]{1,2000}?)\\\]/u, true),
    formula("inline-parens", "\\(", /^\\\(([\s\S]{1,2000}?)\\\)/u, false),
    // A price is no formula: no space inside the signs, no digit behind them.
    formula("inline-dollar", "$", /^\$(?![\s$])([^$\n]{1,300}?)(?<![\s\\])\$(?!\d)/u, false),
  ],
  renderer: {
    html: ({ text }) => escapeText(text),
    link({ href, tokens }) {
      const inner = this.parser.parseInline(tokens);
      return inner === escapeText(href) ? inner : `${inner} <span class="address">${escapeText(href)}</span>`;
    },
    image: ({ text, href }) => `<span class="address">[${escapeText(text)}] ${escapeText(href)}</span>`,
    code: ({ text, lang }) => `<pre><code class="hljs">${highlight(text, lang ?? "")}</code></pre>`,
  },
});

function highlight(code: string, language: string): string {
  const name =
    language
      .trim()
      .toLowerCase()
      .split(/[\s{:]/u)[0] ?? "";
  if (code.length > longestCode || hljs.getLanguage(name) === undefined) return escapeText(code);
  return hljs.highlight(code, { language: name, ignoreIllegals: true }).value;
}

function mathml(text: string, display: boolean, raw: string): string {
  if (text.length > longestFormula) return escapeText(raw);
  try {
    const html = katex.renderToString(text, {
      output: "mathml",
      displayMode: display,
      throwOnError: true,
      strict: "ignore",
      trust: false,
      maxSize: 10,
      maxExpand: 100,
    });
    // The annotation repeats the source in an element of its own, which readers would see without KaTeX's style.
    return html.replace(/<annotation[\s\S]*?<\/annotation>/gu, "");
  } catch {
    return `<code>${escapeText(raw)}</code>`;
  }
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/gu, (sign) => `&#${sign.charCodeAt(0)};`);
}
