import { answerWrappings, wrappingsFor } from "../../models/thought-wrappings.ts";
import type { ChatReply } from "../chat.ts";
import { isInsideCode, type SplitText, splitHarmony } from "./split-harmony.ts";
import { isCutThought, leadOf, markAtStart } from "./thought-marks.ts";

/** What a server sent, before thought and answer are told apart. */
export interface RawText {
  readonly content: string;
  /** The thought as the server itself set it apart (`reasoning` or `reasoning_content`); null when it sent none. */
  readonly reasoning: string | null;
  readonly finish: ChatReply["finish"];
  /** The model shows a thought before every answer. */
  readonly showsThoughts?: boolean;
  /** The model string that was asked, by which families' own wrappings are looked up; absent: only those that hold for anybody. */
  readonly model?: string;
}

/**
 * Keeps a thought apart from the answer, wherever the server left it: in a field of its own, between tags at the start
 * of the text, before a closing tag alone (the chat template had opened it), or in leaked Harmony messages. Only white
 * space before the answer goes with it; a text that merely mentions such tags is returned as it is. Marks that no table knows
 * are taken for a thought where they are closed again and an answer follows, or where the limit cut them; else they stay in the
 * text, for the answer's flags to tell of.
 *
 * A model that shows a thought before every answer and hit the limit without any sign of one was cut inside it: vLLM's qwen3
 * parser before its PR 35230, and oMLX 0.6.4, return such a thought as the content.
 *
 * `cut` also stands for a reply that spent its whole token limit without a visible word: whether its server returned
 * that thought, hid it or dropped it, the answer never began.
 */
export function splitThinking(raw: RawText): SplitText {
  const inField = raw.reasoning !== null && raw.reasoning.trim() !== "" ? raw.reasoning : null;
  const split = splitHarmony(raw.content, raw.finish) ?? splitTags(raw, inField !== null);
  const reasoning = joined(inField, split?.reasoning ?? null);
  const content = split?.content ?? (inField === null ? raw.content : raw.content.trimStart());

  const spentOnThought = raw.finish === "length" && content.trim() === "" && (reasoning !== null || raw.content === "");
  if (split?.thinking === "cut" || spentOnThought) return { content: "", reasoning, thinking: "cut" };
  if (raw.showsThoughts === true && raw.finish === "length" && raw.reasoning === null && split === null) {
    return { content: "", reasoning: raw.content.trim(), thinking: "cut" };
  }
  return { content, reasoning, thinking: reasoning === null ? "none" : "complete" };
}

/** Thoughts in a row that are taken off; no model writes so many, and each costs a look at all the rest. */
const mostThoughts = 32;

/** Null: the text holds no thought between tags. */
function splitTags({ content: text, finish, model = "" }: RawText, reasoningInField: boolean): SplitText | null {
  const pairs = wrappingsFor(model).map(({ open, close }) => ({ open: lowered(open), close: lowered(close) }));
  const start = leadOf(text);
  let rest = text.slice(start);
  // Tokens before a thought are kept with it; before an answer they stay where they are.
  const thoughts: string[] = [];
  while (thoughts.length < mostThoughts) {
    const low = lowered(rest);
    const pair = pairs.find(({ open }) => low.startsWith(open));
    const opened =
      pair === undefined ? unknownMark(rest, finish) : { ...pair, end: low.indexOf(pair.close, pair.open.length) };
    if (opened === null) break;
    if (opened.end === -1) {
      thoughts.push(rest.slice(opened.open.length));
      return { content: "", reasoning: joined(text.slice(0, start), ...thoughts), thinking: "cut" };
    }
    thoughts.push(rest.slice(opened.open.length, opened.end));
    rest = rest.slice(opened.end + opened.close.length).trimStart();
  }
  if (thoughts.length > 0) {
    return { content: unwrapped(rest), reasoning: joined(text.slice(0, start), ...thoughts), thinking: "complete" };
  }
  return reasoningInField ? withoutStrayClose(text.trimStart(), pairs) : splitUnopened(text, pairs);
}

interface Pair {
  readonly open: string;
  readonly close: string;
}

/** A mark of no table: believed when it is closed and an answer follows, or when the limit cut the reply inside it. */
function unknownMark(rest: string, finish: RawText["finish"]): (Pair & { readonly end: number }) | null {
  const whole = { open: "", close: "", end: -1 };
  const mark = markAtStart(rest);
  if (mark === null) return finish === "length" && isCutThought(rest) ? whole : null;
  for (const pattern of mark.closes) {
    pattern.lastIndex = mark.open.length;
    const found = pattern.exec(rest);
    if (found === null) continue;
    const [close] = found;
    if (rest.slice(found.index + close.length).trim() !== "") return { open: mark.open, close, end: found.index };
  }
  return finish === "length" ? { ...whole, open: mark.open } : null;
}

/** The answer without the marks that its family puts around it; a cut answer has lost the second of them. */
function unwrapped(answer: string): string {
  const low = lowered(answer);
  const pair = answerWrappings.find(({ open }) => low.startsWith(lowered(open)));
  if (pair === undefined) return answer;
  const end = low.lastIndexOf(lowered(pair.close));
  return answer.slice(pair.open.length, end === -1 ? undefined : end).trim();
}

/** A server that sets the thought apart may leave the tag which ended it. */
function withoutStrayClose(rest: string, pairs: readonly Pair[]): SplitText | null {
  const low = lowered(rest);
  const pair = pairs.find(({ close }) => low.startsWith(close));
  if (pair === undefined) return null;
  return { content: rest.slice(pair.close.length).trimStart(), reasoning: null, thinking: "complete" };
}

/** `thought</think>answer`: the template had already written the opening tag (Qwen3-2507-Thinking, DeepSeek-R1). */
function splitUnopened(text: string, pairs: readonly Pair[]): SplitText | null {
  const low = lowered(text);
  for (const { open, close } of pairs) {
    // Another thing ends with this token as well.
    if (close === "<|end|>" || close === "<|eom|>") continue;
    const at = low.indexOf(close);
    if (at === -1 || isMention(text, at, { open, close })) continue;
    return {
      content: unwrapped(text.slice(at + close.length).trimStart()),
      reasoning: joined(text.slice(0, at)),
      thinking: "complete",
    };
  }
  return null;
}

/**
 * Whether a closing tag is spoken about rather than used: an opening one stands before it, it is quoted or in code, or
 * the word "tag" follows.
 */
function isMention(text: string, at: number, { open, close }: Pair): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at + close.length, at + close.length + 24);
  if (lowered(before).includes(open)) return true;
  if (/[`"'“‘「『（(]$/u.test(before.slice(-1)) || /^[`"'”’」』]/u.test(after)) return true;
  if (/^\s?(?:タグ|tags?\b)/iu.test(after)) return true;
  return isInsideCode(before);
}

/** With small letters, as long as it was: only ASCII is changed. */
function lowered(text: string): string {
  return /[A-Z]/u.test(text) ? text.replace(/[A-Z]+/gu, (letters) => letters.toLowerCase()) : text;
}

/** The parts that say something, trimmed; null when none does. */
function joined(...parts: readonly (string | null)[]): string | null {
  const spoken = parts.flatMap((part) => (part === null || part.trim() === "" ? [] : [part.trim()]));
  return spoken.length === 0 ? null : spoken.join("\n\n");
}
