import type { ChatReply } from "../chat.ts";

export interface SplitText {
  /** The visible text. */
  readonly content: string;
  readonly reasoning: string | null;
  readonly thinking: ChatReply["thinking"];
}

/**
 * Harmony (gpt-oss, LLM-jp-4): a reply is a row of messages, `<|channel|>analysis<|message|>...<|end|>` for the thought
 * and `<|channel|>final<|message|>...<|return|>` for the answer. A server without the right parser leaves them in the
 * text. LLM-jp-4's tokenizer decodes a space after every special token, and vLLM with skip_special_tokens drops the
 * tokens but not the channel names. Null: the text holds no Harmony.
 */
export function splitHarmony(text: string, finish: ChatReply["finish"]): SplitText | null {
  if (messagesStart.test(text)) return readMessages(text);
  const turn = finalTurn.exec(text);
  if (turn !== null && !isQuoted(text, turn.index)) return readMessages(`<|channel|>analysis<|message|>${text}`);
  return splitStripped(text, finish);
}

/** The reply begins with a message; the prompt may have held the role already. */
const messagesStart = /^\s*(?:<\|start\|>\s*)?(?:assistant\s*)?<\|channel\|>/u;

/** A thought whose beginning was in the prompt goes over into the answer. */
const finalTurn =
  /<\|end\|>\s*<\|start\|>\s*assistant\s*<\|channel\|>\s*final\s*(?:<\|constrain\|>[^<]*)?<\|message\|>/u;

const messageHead = /<\|channel\|>\s*(\w*)[^<]*(?:<\|constrain\|>[^<]*)?(<\|message\|>)?/gu;

const messageEnd = /<\|(?:end|return|call|start)\|>/u;

function readMessages(text: string): SplitText {
  const thoughts: string[] = [];
  const answers: string[] = [];
  let answered = false;
  const heads = [...text.matchAll(messageHead)];
  for (const [index, head] of heads.entries()) {
    const isFinal = head[1] === "final" && head[2] !== undefined;
    const whole = text.slice(head.index + head[0].length, heads[index + 1]?.index ?? text.length);
    const end = messageEnd.exec(whole);
    const body = head[2] === undefined ? "" : whole.slice(0, end?.index ?? whole.length);
    if (isFinal) {
      answered = true;
      answers.push(body);
    } else if (body.trim() !== "") {
      thoughts.push(body.trim());
    }
  }
  const reasoning = thoughts.length === 0 ? null : thoughts.join("\n\n");
  if (!answered) return { content: "", reasoning, thinking: "cut" };
  return { content: answers.join("").trimStart(), reasoning, thinking: "complete" };
}

/**
 * The same without its special tokens: `analysis ... assistant final ...`, or glued, `analysisWe ... assistantfinal...`.
 * The last turn counts, as in LLM-jp's own evaluation scripts: a thought may be several messages long.
 */
function splitStripped(text: string, finish: ChatReply["finish"]): SplitText | null {
  const start = /^\s*analysis(?=[\s\p{Lu}\p{Lo}])/u.exec(text);
  if (start === null) return null;
  const turns = [...text.matchAll(/assistant\s?final(?=[\s\p{L}\p{N}\p{P}\p{S}]|$)/gu)];
  const last = turns.at(-1);
  if (last !== undefined) {
    const reasoning = text.slice(start[0].length, last.index).trim();
    return {
      content: text.slice(last.index + last[0].length).trimStart(),
      reasoning: reasoning === "" ? null : reasoning,
      thinking: "complete",
    };
  }
  // A plain answer may begin with the word; one that hit the limit and goes on with a capital or in Japanese does not.
  if (finish !== "length" || !/^\s*analysis\s?[\p{Lu}\p{Lo}]/u.test(text)) return null;
  return { content: "", reasoning: text.slice(start[0].length).trim() || null, thinking: "cut" };
}

function isQuoted(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return /`[^`\n]*$/u.test(before) || isInsideCode(before);
}

/** Whether a text ends inside a fenced block that it opened. */
export function isInsideCode(text: string): boolean {
  return (text.match(/^[ \t]*(?:```|~~~)/gmu)?.length ?? 0) % 2 === 1;
}
