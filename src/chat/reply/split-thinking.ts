import type { ChatReply } from "../chat.ts";
import { isInsideCode, type SplitText, splitHarmony } from "./split-harmony.ts";

/** What a server sent, before thought and answer are told apart. */
export interface RawText {
  readonly content: string;
  /** The thought as the server itself set it apart (`reasoning` or `reasoning_content`); null when it sent none. */
  readonly reasoning: string | null;
  readonly finish: ChatReply["finish"];
  /** The model shows a thought before every answer. */
  readonly showsThoughts?: boolean;
}

/** Tags that families put around a thought: Qwen and DeepSeek, prompted models, Seed, Magistral. */
const tags = [
  ["<think>", "</think>"],
  ["<thinking>", "</thinking>"],
  ["<seed:think>", "</seed:think>"],
  ["[THINK]", "[/THINK]"],
] as const;

/**
 * Keeps a thought apart from the answer, wherever the server left it: in a field of its own, between tags at the start
 * of the text, before a closing tag alone (the chat template had opened it), or in leaked Harmony messages. Only white
 * space before the answer goes with it; a text that merely mentions such tags is returned as it is.
 *
 * A model that shows a thought before every answer and hit the limit without any sign of one was cut inside it: vLLM's qwen3
 * parser before its PR 35230, and oMLX 0.6.4, return such a thought as the content.
 *
 * `cut` also stands for a reply that spent its whole token limit without a visible word: whether its server returned
 * that thought, hid it or dropped it, the answer never began.
 */
export function splitThinking(raw: RawText): SplitText {
  const inField = raw.reasoning !== null && raw.reasoning.trim() !== "" ? raw.reasoning : null;
  const split = splitHarmony(raw.content, raw.finish) ?? splitTags(raw.content, inField !== null);
  const reasoning = joined(inField, split?.reasoning ?? null);
  const content = split?.content ?? (inField === null ? raw.content : raw.content.trimStart());

  const spentOnThought = raw.finish === "length" && content.trim() === "" && (reasoning !== null || raw.content === "");
  if (split?.thinking === "cut" || spentOnThought) return { content: "", reasoning, thinking: "cut" };
  if (raw.showsThoughts === true && raw.finish === "length" && raw.reasoning === null && split === null) {
    return { content: "", reasoning: raw.content.trim(), thinking: "cut" };
  }
  return { content, reasoning, thinking: reasoning === null ? "none" : "complete" };
}

/** Null: the text holds no thought between tags. */
function splitTags(text: string, reasoningInField: boolean): SplitText | null {
  let rest = text.trimStart();
  const thoughts: string[] = [];
  let found = false;
  for (let pair = openedBy(rest); pair !== null; pair = openedBy(rest)) {
    found = true;
    const end = rest.indexOf(pair.close, pair.open.length);
    if (end === -1) {
      thoughts.push(rest.slice(pair.open.length));
      return { content: "", reasoning: joined(...thoughts), thinking: "cut" };
    }
    thoughts.push(rest.slice(pair.open.length, end));
    rest = rest.slice(end + pair.close.length).trimStart();
  }
  if (found) return { content: rest, reasoning: joined(...thoughts), thinking: "complete" };
  return reasoningInField ? withoutStrayClose(rest) : splitUnopened(text);
}

/** A server that sets the thought apart may leave the tag which ended it. */
function withoutStrayClose(rest: string): SplitText | null {
  const close = tags.map(([, tag]) => tag).find((tag) => rest.startsWith(tag));
  if (close === undefined) return null;
  return { content: rest.slice(close.length).trimStart(), reasoning: null, thinking: "complete" };
}

/** `thought</think>answer`: the template had already written the opening tag (Qwen3-2507-Thinking, DeepSeek-R1). */
function splitUnopened(text: string): SplitText | null {
  for (const [open, close] of tags) {
    const at = text.indexOf(close);
    if (at === -1 || isMention(text, at, open, close)) continue;
    return {
      content: text.slice(at + close.length).trimStart(),
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
function isMention(text: string, at: number, open: string, close: string): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at + close.length);
  if (before.includes(open)) return true;
  if (/[`"'“‘「『（(]$/u.test(before) || /^[`"'”’」』]/u.test(after)) return true;
  if (/^\s?(?:タグ|tags?\b)/iu.test(after)) return true;
  return isInsideCode(before);
}

function openedBy(text: string): { readonly open: string; readonly close: string } | null {
  const pair = tags.find(([open]) => text.startsWith(open));
  return pair === undefined ? null : { open: pair[0], close: pair[1] };
}

/** The parts that say something, trimmed; null when none does. */
function joined(...parts: readonly (string | null)[]): string | null {
  const spoken = parts.flatMap((part) => (part === null || part.trim() === "" ? [] : [part.trim()]));
  return spoken.length === 0 ? null : spoken.join("\n\n");
}
