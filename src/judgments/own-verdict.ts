import { codeBefore, type FoundVerdicts, labelBefore, type Verdict } from "./find-verdicts.ts";
import { jsonVerdict } from "./json-verdict.ts";
import { ownWords } from "./own-words.ts";
import { blankPattern, headingPattern, numberIn, type VerdictPatterns, verdictPatterns } from "./verdict-patterns.ts";

interface Placed {
  readonly value: number;
  readonly method: Verdict["method"];
  readonly line: number;
}

/** Characters of a reply. No limit of a judge's allows a tenth of it, and what is longer is no verdict: it is asked for again. */
const longestReply = 100_000;

const nothing: FoundVerdicts = { last: null, conflicting: false };
const doubt: FoundVerdicts = { last: null, conflicting: true };

/** Words before a number that make it somebody else's. */
const toldBefore =
  /(?:書か|記さ|記載|主張|要求|指示|記述|文言|文字列|含ま|とあ|引用|自称|says?|said|writes?|wrote|written|claims?|contains?|includes?|ends? with|asks?|demands?|instruct\w{0,5}|inject\w{0,3}|quot\w{0,5}|plant\w{0,3}|reads?|states?|tries|trying|attempt\w{0,4})[^。.!?]{0,30}$/iu;
/** Words behind it that do. */
const toldBehind =
  /^[\]\s"'*]{0,4}(?:(?:など)?と(?:いう|書|記|主張|要求|指示|あ[るり]|の(?:記述|指示|文|要求)|さ|自)|の(?:記述|指示|文|要求|よう)|[がを](?:あ[るりっ]|書|記|含|埋|求|要求|付けるよう)|(?:is|was|as) (?:quoted|planted|written|injected|requested|demanded|part of)|in the (?:answer|response|text)|inside the)/iu;
/** A number that is weighed and not given. */
const weighedBefore =
  /(?:はじめ|最初|当初|initially|at first|would be|would have|\bif\b)[^。.!?]{0,30}$|(?:なら|だったら|仮に)[^。、]{0,10}$/iu;
const weighedBehind = /^[\s"'*]{0,3}(?:か|なら|でも|ではな|と考え|と思|程度|相当|would|if\b)/iu;
/** A line that goes on with the sentence of a verdict above it, which is therefore shown, not given. */
const goesOn = /^(?:と|という|は|を|が|の|[a-z])/u;

/**
 * The verdict in a judge's own words (`mtbench-2`). A line that is nothing but a rating outranks ratings in sentences, and
 * those outrank `8/10` in passing. The last line has precedence over what stands above it; where it would be higher than
 * another verdict of the judge's own, it may be a rating that the answer asked for, and the reply is conflicting.
 * `escapesWide`: full-width brackets are what the answer's own ratings were made into for the judge (the first escapes), so that a
 * verdict in them alone is a quotation.
 */
export function findOwnVerdict(
  reply: string,
  options: { readonly ratingOnly?: boolean; readonly escapesWide?: boolean; readonly highest: number },
): FoundVerdicts {
  if (reply.length > longestReply) return nothing;
  const json = jsonVerdict(reply);
  const { lines, code, wide } = ownWords(json?.before ?? reply);
  const patterns = verdictPatterns(options.highest);
  const alone = verdictLines(lines, patterns);
  const taken = new Set(alone.map((one) => one.line));
  const inSentences = sentences(lines, patterns, taken);
  if (json !== null) {
    const jsons = json.values.map((value) => ({ value, method: "json", line: lines.length }) as const);
    return lastAgainst(jsons, [...alone, ...inSentences]);
  }
  const last = alone.at(-1);
  if (last !== undefined) {
    const later = inSentences.some((one) => one.line > last.line && one.value !== last.value);
    if (later) return doubt;
    const others = [...alone.slice(0, -1), ...inSentences.filter((one) => one.line < last.line)];
    return lastAgainst([last], others, last.line === lastFilled(lines) ? "lower" : "equal");
  }
  if (inSentences.length > 0) return agreed(inSentences);
  const loose = looseVerdicts(lines, patterns);
  const closing = options.escapesWide === true ? "" : (wide ?? "");
  const shown = [...shownVerdicts(lines, code, patterns), ...sentences([closing], patterns, new Set())];
  if (shown.length > 0) return agreed([...shown, ...loose]);
  return (options.ratingOnly === true ? numberAlone(lines) : null) ?? agreed(loose);
}

/** A reply that is a number and nothing else; null: it is more than that. */
function numberAlone(lines: readonly string[]): FoundVerdicts | null {
  const whole = coreOf(lines.join("\n"));
  const digits = blankPattern.test(whole) ? /^(-?[\d.]{1,9}|[一二三四五六七八九十])/u.exec(whole) : null;
  return digits === null ? null : { last: { value: numberIn(digits), method: "number-alone" }, conflicting: false };
}

/** The verdict if nothing speaks against it; `equal`: no other may differ, else none may be lower. */
function lastAgainst(
  last: readonly Placed[],
  others: readonly Placed[],
  rule: "equal" | "lower" = "lower",
): FoundVerdicts {
  const own = agreed(last);
  const value = own.last?.value;
  if (value === undefined) return own;
  const against = others.some((one) => (rule === "equal" ? one.value !== value : one.value < value));
  return against ? doubt : own;
}

function agreed(verdicts: readonly Placed[]): FoundVerdicts {
  const first = verdicts[0];
  if (first === undefined) return nothing;
  if (verdicts.some((one) => one.value !== first.value)) return doubt;
  return { last: { value: first.value, method: first.method }, conflicting: false };
}

/** Of a line without Markdown's marks, borders of tables and the full stop. */
export function coreOf(line: string): string {
  return line
    .replace(/[*_|$]/gu, " ")
    .trim()
    .replace(/^(?:#{1,6}|[-•・])[ \t]/u, "")
    .replace(/[ \t。.!]{1,8}$/u, "")
    .trim();
}

function verdictLines(lines: readonly string[], patterns: VerdictPatterns): Placed[] {
  const found: Placed[] = [];
  let above = "";
  for (const [line, text] of lines.entries()) {
    const core = text.length > 300 ? "" : coreOf(text);
    if (core === "") continue;
    const verdict = lineVerdict(core, above, patterns);
    if (verdict !== null && !isTold(lines, line, above)) found.push({ ...verdict, line });
    above = core;
  }
  return found;
}

function lineVerdict(core: string, above: string, patterns: VerdictPatterns): Omit<Placed, "line"> | null {
  const own = patterns.line.exec(core);
  const match = own ?? (headingPattern.test(above) ? patterns.below.exec(core) : null);
  if (match === null) return null;
  const plain = own === null ? "below-heading" : "label";
  return { value: numberIn(match), method: core.includes("[[") ? "double-brackets" : plain };
}

/** Whether a line of its own is introduced as somebody's words, or is the middle of a sentence. */
function isTold(lines: readonly string[], line: number, above: string): boolean {
  if (/[:：]$/u.test(above) ? toldBefore.test(above.slice(-60)) : /(?:with|says|:)$/u.test(above)) return true;
  const next = lines[line + 1]?.trim() ?? "";
  return goesOn.test(next);
}

function sentences(lines: readonly string[], patterns: VerdictPatterns, taken: ReadonlySet<number>): Placed[] {
  return lines.flatMap((text, line) => {
    // Most lines hold no number, and no pattern fits one of them.
    if (taken.has(line) || !/[\d一二三四五六七八九十]/u.test(text)) return [];
    const prose = text.replace(/\*{1,3}|_{2}/gu, "");
    return isPart(prose) ? [] : verdictsIn(prose, line, patterns);
  });
}

function verdictsIn(prose: string, line: number, patterns: VerdictPatterns): Placed[] {
  const marked = [...prose.matchAll(patterns.marked)].filter((match) => !isOfCode(prose, match));
  const rest = prose.replace(patterns.marked, (all) => " ".repeat(all.length));
  const labelled = [...rest.matchAll(patterns.labelled)];
  return [
    ...marked.map((match) => ({ match, method: "double-brackets" as const })),
    ...labelled.map((match) => ({ match, method: "label" as const })),
  ]
    .filter(({ match }) => isGiven(prose, match))
    .map(({ match, method }) => ({ value: numberIn(match), method, line }));
}

function isOfCode(prose: string, match: RegExpExecArray): boolean {
  const before = prose.slice(Math.max(0, match.index - 40), match.index);
  return codeBefore.test(before) && !labelBefore.test(before);
}

/** Whether the number is the judge's own, neither somebody else's nor one that it weighs. */
function isGiven(prose: string, match: RegExpExecArray): boolean {
  const before = prose.slice(Math.max(0, match.index - 60), match.index);
  const end = match.index + match[0].length;
  const behind = prose.slice(end, end + 24);
  return !(
    toldBefore.test(before) ||
    toldBehind.test(behind) ||
    weighedBefore.test(before) ||
    weighedBehind.test(behind)
  );
}

/** A rating of one criterion: `- 正確さ: [[9]]`. */
function isPart(line: string): boolean {
  return /^[ \t]{0,6}(?:[-•・|]|\d{1,2}[.)])[^\n:]{1,30}(?:[:|]|[-–—] )[ \t]{0,4}\[{0,2}\d/u.test(
    line.normalize("NFKC"),
  );
}

function looseVerdicts(lines: readonly string[], patterns: VerdictPatterns): Placed[] {
  const line = lastFilled(lines);
  const text = (lines[line] ?? "").slice(-2_000);
  const all = isPart(text) ? [] : [...text.matchAll(patterns.loose)];
  return all.flatMap((match) => {
    const at = match.index;
    const behind = text.slice(at + match[0].length, at + match[0].length + 24);
    const told = toldBefore.test(text.slice(Math.max(0, at - 60), at)) || toldBehind.test(behind);
    return told ? [] : [{ value: numberIn(match), method: "out-of-ten", line } as const];
  });
}

/** Where the judge says nothing else: its last line set as code. */
function shownVerdicts(lines: readonly string[], code: readonly string[], patterns: VerdictPatterns): Placed[] {
  const last = coreOf(lines[lastFilled(lines)] ?? "");
  const set = code.at(-1)?.trim() ?? "";
  const closing = last.endsWith("\u0000")
    ? last.replace("\u0000", set)
    : lines.join("").trim() === "" || isAtEnd(lines)
      ? set
      : "";
  const line = coreOf(closing.split("\n").at(-1)?.slice(0, 300) ?? "");
  const match = patterns.line.exec(line);
  return match === null ? [] : [{ value: numberIn(match), method: "double-brackets", line: lines.length }];
}

/** Whether the reply ends in lines that were blanked: a block of code. */
function isAtEnd(lines: readonly string[]): boolean {
  return lines.at(-1) === "";
}

function lastFilled(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== "");
}
