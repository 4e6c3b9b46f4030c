import { usualBounds } from "../judges/scale.ts";
import { takeClosedFences } from "./closed-fences.ts";

/** A rating as the judge wrote it, not yet checked against a scale. */
export interface Verdict {
  readonly value: number;
  readonly method: "double-brackets" | "label" | "out-of-ten" | "number-alone" | "below-heading" | "json";
}

export interface FoundVerdicts {
  /** The last one; null when there is none. */
  readonly last: Verdict | null;
  /** The last non-empty line holds two different ones. */
  readonly conflicting: boolean;
}

/*
 * Every pattern below works in linear time: repetitions are bounded, or stop at the first character that cannot belong.
 * They see text in NFKC, so full-width digits, brackets, colons and slashes have become plain ones.
 */
const number = String.raw`(-?\d{1,4}(?:\.\d{0,4})?)`;
const blank = String.raw`[ \t]`;

const japaneseLabel =
  "(?:(?:総合|最終|全体|最終的な|総合的な|全体的な)(?:の)?)?(?:評価|評定|評点|採点|点数|得点|スコア|レーティング)(?:点|値|結果)?|総合点|最終点|総合";
const englishLabel = "(?:(?:my|the|a|an|overall|final|total) ){0,3}(?:rating|score|grade|verdict)";
const otherLabel = "평가|평점|점수|评分|评价";
/** Words that announce a rating, as the source of a regular expression. */
export const ratingLabel = `(?:${japaneseLabel}|${englishLabel}|${otherLabel})`;

/**
 * A label counts where it stands for the whole answer: 自己評価, 正確さの評価 and "accuracy score" do not, 回答の評価 and "a final
 * score" do.
 */
export const labelStart = String.raw`(?<![\p{Script=Han}\p{Script=Katakana}ーA-Za-z])(?<!(?<!回答|応答|全体)の)(?:(?<![A-Za-z] )|(?=(?:my|the|a|an|overall|final|total) ))`;

/** Text before `[[n]]` that makes it an index or a nested list rather than a rating. */
export const codeBefore = /[A-Za-z0-9_)\][]$|[A-Za-z0-9_]\($|[A-Za-z0-9_)\]][ \t]?=[ \t]?$/;
/** Text before `[[n]]` or before a code span that announces a rating. */
export const labelBefore = new RegExp(
  String.raw`${labelStart}${ratingLabel}[ \t*_"'」』)]{0,4}(?:[:=]|は|is|→)?[ \t*_"'「『(]{0,4}$`,
  "iu",
);

/** A line inside a code block that can only be meant as the verdict. */
const fencedVerdict = new RegExp(
  String.raw`^${blank}{0,6}[*_]{0,3}${ratingLabel}[*_]{0,3}${blank}{0,2}[:=]${blank}{0,2}[*_]{0,3}\[\[${blank}{0,2}${number}${blank}{0,2}\]\][*_]{0,3}[.。]?${blank}{0,6}$`,
  "gimu",
);

/** Forms that may name the highest rating beside the one that was given: `8/10` where it is 10. */
interface RatingPatterns {
  readonly doubleBrackets: RegExp;
  readonly labelled: RegExp;
  readonly fractionLine: RegExp;
  readonly fractionInside: RegExp;
  readonly numberAlone: RegExp;
}

function patternsFor(highest: number): RatingPatterns {
  const top = String(highest).replace(".", String.raw`\.`);
  /** `[[8]]`, `[[ 8.5 ]]`, `[[評価: 8]]`, `[[8/10]]`, `[[8点]]`. */
  const doubleBrackets = new RegExp(
    String.raw`\[\[${blank}{0,3}(?:(${ratingLabel})${blank}{0,2}[:=は]?${blank}{0,2})?${number}${blank}{0,2}(?:\/${blank}{0,2}${top}|点)?${blank}{0,3}\]\](?!\])`,
    "giu",
  );

  /** `評価: 8`, `**Rating**: 8/10`, `[[評価]]: 8`, `評価は8点です`, `スコア：10点満点中8点`. */
  const labelled = new RegExp(
    String.raw`${labelStart}${ratingLabel}[ \t*_"'」』)\]]{0,4}(?:[:=は→]|is\b|of\b|->|[-–—]${blank}|(?<=\]\]))[ \t*_"'「『([【]{0,4}` +
      `(?:${top}点(?:満点)?(?:中|で|のうち)、?${blank}?)?${number}` +
      String.raw`(?:${blank}{0,2}(?:点|\/${blank}{0,2}${top}点?|out of ${top}|points?))?[\]】」』)*_"']{0,4}` +
      String.raw`(?=${blank}{0,3}(?:$|[。、,;!?(|<]|\.(?!\d)|です|で(?:し|あ)|だ|と(?:し|な|考|判|評|い|致|思)|に(?:し|な)|점|입니다|(?:because|since|as)\b))`,
    "gimu",
  );

  /** A line that is nothing but `8/10`. */
  const fractionLine = new RegExp(
    String.raw`^[ \t*_#>「(\[【-]{0,6}${number}${blank}?\/${blank}?${top}点?[ \t*_」)\]】.。]{0,6}$`,
    "gmu",
  );

  /** `8/10` inside a sentence; not a date, and not one of several criteria (`有用性: 8/10`). */
  const fractionInside = new RegExp(
    String.raw`(?<![\d/.:-]|:[ \t*]{1,3})${number}${blank}?\/${blank}?${top}(?![\d/])`,
    "gu",
  );

  /** A reply that is a number and nothing else. */
  const numberAlone = new RegExp(
    String.raw`^[ \t*_"'「『(\[【]{0,6}${number}${blank}?(?:点|\/${blank}?${top})?[ \t*_"'」』)\]】.。]{0,6}$`,
    "u",
  );

  return { doubleBrackets, labelled, fractionLine, fractionInside, numberAlone };
}

/** Of the usual scale, made once: most replies are read by them. */
const usualPatterns = patternsFor(usualBounds.max);

/**
 * Finds the ratings in a judge's reply. Brackets, labels and lines of `8/10` are verdicts; `8/10` inside a sentence counts
 * only in the last line of a reply that holds nothing better. Code is left out, except for a rating that is merely set as
 * code. `ratingOnly`: the reply to a question for the rating alone, where a bare number will do.
 * `highest`: of the judge's scale, which a judge may name beside its rating.
 */
export function findVerdicts(
  reply: string,
  options: { readonly ratingOnly?: boolean; readonly highest?: number } = {},
): FoundVerdicts {
  const { highest = usualBounds.max } = options;
  const patterns = highest === usualBounds.max ? usualPatterns : patternsFor(highest);
  const whole = tidy(reply);
  const text = withoutCode(whole);
  const strong = strongVerdicts(text, patterns);
  if (strong.length > 0) return conclude(strong, text);
  const fenced = matches(whole, fencedVerdict, "double-brackets");
  if (fenced.length > 0) return conclude(fenced, whole);
  if (options.ratingOnly === true) {
    const alone = patterns.numberAlone.exec(text.trim())?.[1];
    if (alone !== undefined) return { last: { value: Number(alone), method: "number-alone" }, conflicting: false };
  }
  const start = lastLineStart(text);
  const weak = matches(text, patterns.fractionInside, "out-of-ten").filter((verdict) => verdict.at >= start);
  return conclude(weak, text);
}

interface PlacedVerdict extends Verdict {
  /** Where it begins in the text. */
  readonly at: number;
}

/** Takes forms that may overlap in order of strength, each leaving blanks for the next. */
function strongVerdicts(text: string, patterns: RatingPatterns): PlacedVerdict[] {
  const found: PlacedVerdict[] = [];
  let rest = text.replace(
    patterns.doubleBrackets,
    (match: string, inner: string | undefined, digits: string, at: number) => {
      const before = text.slice(Math.max(0, at - 40), at);
      if (inner === undefined && codeBefore.test(before) && !labelBefore.test(before)) return blanks(match);
      found.push({ value: Number(digits), method: "double-brackets", at });
      return blanks(match);
    },
  );
  for (const [pattern, method] of [
    [patterns.labelled, "label"],
    [patterns.fractionLine, "out-of-ten"],
  ] as const) {
    const more = matches(rest, pattern, method);
    found.push(...more);
    rest = rest.replace(pattern, blanks);
  }
  return found.sort((a, b) => a.at - b.at);
}

function matches(text: string, pattern: RegExp, method: Verdict["method"]): PlacedVerdict[] {
  return [...text.matchAll(pattern)].map((match) => ({ value: Number(match[1]), method, at: match.index }));
}

function conclude(verdicts: readonly PlacedVerdict[], text: string): FoundVerdicts {
  const last = verdicts.at(-1);
  if (last === undefined) return { last: null, conflicting: false };
  const start = lastLineStart(text);
  const closing = new Set(verdicts.filter((verdict) => verdict.at >= start).map((verdict) => verdict.value));
  return { last: { value: last.value, method: last.method }, conflicting: closing.size > 1 };
}

function lastLineStart(text: string): number {
  return text.trimEnd().lastIndexOf("\n") + 1;
}

/** NFKC, one kind of line end, no invisible characters, no backslashes before brackets (Markdown's escapes). */
function tidy(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00AD\u180E\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]/g, "")
    .replace(/\\([[\]])/g, "$1");
}

/** Blanks closed code blocks and code spans; a fence that is never closed is no code block. */
function withoutCode(text: string): string {
  const lines = text.split("\n");
  takeClosedFences(lines);
  const prose = lines.join("\n");
  return prose.replace(/`{1,3}([^`\n]+)`{1,3}/g, (span: string, content: string, at: number) =>
    isVerdict(content, prose.slice(Math.max(0, at - 40), at)) ? content.padEnd(span.length) : blanks(span),
  );
}

function isVerdict(code: string, before: string): boolean {
  if (/^[ \t]*\[\[[^[\]]{1,12}\]\][ \t]*$/.test(code)) return labelBefore.test(before);
  return matches(code, fencedVerdict, "double-brackets").length > 0;
}

function blanks(text: string): string {
  return " ".repeat(text.length);
}
