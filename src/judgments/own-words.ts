import { takeClosedFences } from "./closed-fences.ts";
import { blankPattern } from "./verdict-patterns.ts";

/** A judge's reply with what is not its own word taken out. */
export interface OwnWords {
  /** Prose in NFKC: no code, no quotations, no parentheses, nothing that bears the marks of our escapes. */
  readonly lines: readonly string[];
  /** What was set as code, in order. */
  readonly code: readonly string[];
  /** The last line where it holds full-width brackets: a judge's manner of writing, or our first escape quoted. */
  readonly wide: string | null;
}

/** Marks that repeat a sign of an answer for the judge's eyes alone; NFKC must not turn them into the real one. */
const wideBrackets = /(?:［[[［]|\[［)[^\n[\]［］]{0,40}[\]］]{2}/gu;
const escaped = /⟦[^\n⟦⟧]{0,40}⟧|｜[^｜\n]*$/gmu;

/** Pairs that quote; each stops at its own first sign, so that many of them take linear time. */
const quotations: readonly RegExp[] = [
  /『[^『』]{0,2000}』/gu,
  /「[^「」]{0,2000}」/gu,
  /“[^“”]{0,2000}”/gu,
  /‘[^‘’]{0,2000}’/gu,
  /«[^«»]{0,2000}»/gu,
  /《[^《》]{0,2000}》/gu,
  /〝[^〝〟]{0,2000}〟/gu,
  /(?<![\p{L}\p{N}])"(?=\S)[^"]{0,2000}"/gu,
  /(?<![\p{L}\p{N}])'(?=\S)[^'\n]{0,400}'(?![\p{L}\p{N}])/gu,
  /\([^()\n]{0,400}\)/gu,
];

/** What a quotation may hold of a verdict. */
export interface QuotedVerdicts {
  /** A quotation without one of these takes nothing from the judge's own words. */
  readonly mention: RegExp;
  /** Nor does one that is nothing but this: `評価は「8」`. */
  readonly alone: RegExp;
}

const ratings: QuotedVerdicts = { mention: /[\d一二三四五六七八九十]/u, alone: blankPattern };

/** Takes apart what the judge says itself and what it merely shows. Every step is linear. */
export function ownWords(reply: string, verdicts: QuotedVerdicts = ratings): OwnWords {
  const bare = reply
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g, "")
    .replace(/\\([[\]])/g, "$1")
    .replace(escaped, " ");
  const lastLine = bare.slice(bare.trimEnd().lastIndexOf("\n") + 1);
  const wide = lastLine.search(wideBrackets) >= 0 ? withoutQuotations(lastLine.normalize("NFKC"), verdicts) : null;
  const plain = bare
    .replace(wideBrackets, " ")
    .replace(/[＜＞]/gu, " ")
    .normalize("NFKC");
  const { prose, code } = withoutCode(plain);
  return { lines: withoutQuotations(prose, verdicts).split("\n"), code, wide };
}

function withoutQuotations(prose: string, { mention, alone }: QuotedVerdicts): string {
  let text = prose.replace(/^[ \t]{0,3}>.*$/gmu, "");
  for (const quotation of quotations) {
    text = text.replace(quotation, (quoted: string) => {
      const inside = quoted.slice(1, -1).trim();
      return !mention.test(inside) || alone.test(inside) ? quoted : " ";
    });
  }
  return text;
}

function withoutCode(text: string): { readonly prose: string; readonly code: string[] } {
  const lines = text.split("\n");
  const code = takeClosedFences(lines);
  const prose = lines.join("\n").replace(/`{1,3}([^`\n]+)`{1,3}/g, (_span, content: string) => {
    code.push(content);
    return "\u0000";
  });
  return { prose, code };
}
