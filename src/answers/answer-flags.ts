import { isInsideCode } from "../chat/reply/split-harmony.ts";
import { looksLikeThought } from "../chat/reply/thought-marks.ts";
import { numberedTokens, otherTokens, turnTokens } from "../models/template-tokens.ts";
import { repeatsAtLeast } from "../text/ngrams.ts";
import type { AnswerRecord } from "./answer.ts";

/** What makes one doubt that an answered turn is an answer. The list is closed. */
export const answerFlags = [
  /** It begins like a thought: marks that nobody knows, or that were never closed. */
  "thought-in-answer",
  /** It shows the template's own tokens, or goes on with turns that nobody took. */
  "template-leak",
  /** It says one thing over and over: at least half of its last 2,000 characters stood there before. */
  "repetition",
  /** Its server ended it for a reason that we do not know, or for none. */
  "unknown-finish",
] as const;

export type AnswerFlag = (typeof answerFlags)[number];

/**
 * Looks at a record as it is read, so that journals of every version are counted alike and none is rewritten. Takes time
 * linear in the answer. A turn without an answer has no flags.
 */
export function flagsOf({ outcome, call }: Pick<AnswerRecord, "outcome" | "call">): readonly AnswerFlag[] {
  if (outcome.status !== "answered") return [];
  const flags: AnswerFlag[] = [];
  if (looksLikeThought(outcome.text)) flags.push("thought-in-answer");
  if (leaksTemplate(outcome.text)) flags.push("template-leak");
  if (goesRound(outcome.text)) flags.push("repetition");
  if (call?.finish !== undefined) flags.push("unknown-finish");
  return flags;
}

/** Characters of an answer's end that are looked at, and from how many on; characters of a run that counts as said before. */
const endLength = 2_000;
const shortestLoop = 300;
const runLength = 10;
/** Of 640 recorded answers of four models, two had a larger share, both of them loops; the next one has 0.38. */
const loopShare = 0.5;

/** Whether the end of a text repeats itself, as of a model that is caught in a loop. */
export function goesRound(text: string): boolean {
  if (text.length < shortestLoop) return false;
  const end = text.slice(endOf(text, endLength));
  if (end.length < 2 * shortestLoop && [...end].length < shortestLoop) return false;
  return repeatsAtLeast(end, runLength, loopShare);
}

/** Where the last `count` characters of a text begin; a character may be two code units. */
function endOf(text: string, count: number): number {
  let at = text.length;
  for (let left = count; left > 0 && at > 0; left--) at -= (text.codePointAt(at - 2) ?? 0) > 0xffff ? 2 : 1;
  return at;
}

/** Whether a text holds tokens of a chat template outside of code and quotes, or an invented turn. */
function leaksTemplate(text: string): boolean {
  return firstLeak(text) !== null;
}

/** The first token of a template, or line that begins an invented turn; null: there is none. */
export function firstLeak(text: string): string | null {
  const isCode = codeIn(text);
  const isLeak = (token: string, at: number) => !isSpokenOf(text, at, token) && !isCode(at);
  // Most answers hold none of the signs that tokens begin with.
  if (/[<[\]Ġ▁ãäåæçèé]/u.test(text)) {
    for (const { 0: token, index } of text.matchAll(tokens)) if (isLeak(token, index)) return token;
  }
  const end = text.trimEnd();
  // In the middle of a text they strike words through.
  const last = ["</s>", "<s>", "[EOS]", "[SEP]"].find((token) => end.endsWith(token));
  if (last !== undefined && isLeak(last, end.length - last.length)) return last;
  return inventedTurn(text) ?? turnInLine(text);
}

/** Vicuna's template writes all turns into one line. */
function turnInLine(text: string): string | null {
  const at = text.indexOf(" USER: ");
  return at > 0 && text.includes(" ASSISTANT:", at) && !text.slice(0, at).includes("ASSISTANT:") ? "USER:" : null;
}

/** Whether a place is inside a fenced block; places have to be asked for in their order. */
function codeIn(text: string): (at: number) => boolean {
  const fences = text.matchAll(/^[ \t]{0,8}(?:```|~~~)/gmu);
  let next: IteratorResult<RegExpExecArray> | null = null;
  let isOpen = false;
  return (at) => {
    next ??= fences.next();
    while (!next.done && next.value.index < at) {
      isOpen = !isOpen;
      next = fences.next();
    }
    return isOpen;
  };
}

const escaped = (token: string) => token.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
const byLength = (a: string, b: string) => b.length - a.length;
const tokens = new RegExp(
  [
    `<[|｜](?:${turnTokens.map(escaped).sort(byLength).join("|")})[|｜]>`,
    // What a token is called that no list holds: words with an underscore or a colon between bars.
    "<[|｜][A-Za-z]{1,30}(?:[_▁:][A-Za-z0-9]{1,30}){1,6}[|｜]>",
    "<[|｜][A-Z]{2,30}[|｜]>",
    ...otherTokens.map(escaped),
    ...numberedTokens,
  ].join("|"),
  "gu",
);

/** Code and quotes around a token: the answer speaks of it. */
function isSpokenOf(text: string, at: number, token: string): boolean {
  const before = text.slice(Math.max(0, at - 1), at);
  const after = text.slice(at + token.length, at + token.length + 1);
  if (/[`"'“‘「『（(]/u.test(before) && /[`"'”’」』）)]/u.test(after)) return true;
  const near = text.slice(Math.max(0, at - 400), at);
  const line = near.slice(near.lastIndexOf("\n") + 1);
  return (line.split("`").length - 1) % 2 === 1;
}

/** Headings of a dialogue that templates write, user's and assistant's of one style. */
const dialogues: readonly (readonly [user: RegExp, assistant: RegExp])[] = [
  [/^(?:[Uu]ser|[Hh]uman)$/u, /^(?:[Aa]ssistant|model|ai|AI|bot)$/u],
  [/^(?:\*\*|<)?(?:USER|[Hh]uman|User)>?:/u, /^(?:\*\*|<)?(?:ASSISTANT|Assistant|AI|[Bb]ot|GPT)>?:/u],
  [/^#{2,3} ?(?:Instruction|User|Human|Input|Question)s?:?/u, /^#{2,3} ?(?:Response|Assistant|Output|Answer|AI):?/u],
  [/^(?:### ?)?(?:指示|ユーザー|入力)[:：]?$/u, /^(?:### ?)?(?:応答|アシスタント|回答)[:：]?$/u],
  [/^(?:ユーザー|質問者|人間)[:：]/u, /^(?:アシスタント|AI|システム)[:：]/u],
];

/** A line after the first that may be a user's heading: few answers have one, and the others need not be cut into lines. */
const mayBeUser = new RegExp(
  `\\n[^\\S\\n]*(?:${dialogues.map(([user]) => user.source.replace(/^\^|\$$/gu, "")).join("|")})`,
  "u",
);

/** Lines after the first, since an answer may be a dialogue from the beginning. Both sides have to speak. */
function inventedTurn(text: string): string | null {
  if (!mayBeUser.test(text)) return null;
  const lines = text.split("\n").map((line) => line.slice(0, 60).trim());
  for (const [user, assistant] of dialogues) {
    const first = lines.findIndex((line, index) => index > 0 && user.test(line));
    if (first === -1) continue;
    // A play has its people speak before as well.
    if (lines.slice(0, first).some((line) => assistant.test(line))) continue;
    const answered = lines.findIndex((line, index) => index > first && assistant.test(line));
    const place = lines.slice(0, first).join("\n");
    if (answered !== -1 && !isInsideCode(place)) return lines[first] ?? "";
  }
  return null;
}
