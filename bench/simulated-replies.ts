import type { CallName } from "./latencies.ts";

/** Stands in every answer, so that a judgment's call says what it rates. */
const mark = /〔([0-9a-f]+)・(\d+)・(\d+)〕/gu;

type Marked = Omit<CallName, "kind">;

export function markOf({ question, turn, trial }: Marked): string {
  return `〔${question}・${turn}・${trial}〕`;
}

/** The last mark in a text; null: it has none. */
export function markIn(text: string): Marked | null {
  const [, question, turn, trial] = [...text.matchAll(mark)].at(-1) ?? [];
  return question === undefined ? null : { question, turn: Number(turn), trial: Number(trial) };
}

/** The sentence again and again, cut to as many bytes of UTF-8 as a text of such characters has. */
export function repeated(sentence: string, bytes: number): string {
  return sentence.repeat(Math.ceil(bytes / Buffer.byteLength(sentence))).slice(0, Math.floor(bytes / 3));
}

const usage = { prompt_tokens: 400, completion_tokens: 300, total_tokens: 700 };

/** What every document and every event of a reply says beside its choices. */
const head = { id: "chatcmpl-0", created: 1 };

/** The reply as one document. */
export function documentOf(model: string, content: string): string {
  const choices = [{ index: 0, message: { role: "assistant", content, refusal: null }, finish_reason: "stop" }];
  return JSON.stringify({ ...head, object: "chat.completion", model, choices, usage });
}

/** The reply as the events of a stream, its text in so many pieces; the last piece, or an event of its own, says why it ended. */
export function eventsOf(
  model: string,
  text: string,
  { chunks, endsApart }: { readonly chunks: number; readonly endsApart: boolean },
): string[] {
  const event = (fields: object): string =>
    `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", model, ...fields })}\n\n`;
  const choice = (delta: object, isEnd: boolean) =>
    event({ choices: [{ index: 0, delta, finish_reason: isEnd ? "stop" : null }] });
  const size = Math.ceil(text.length / chunks);
  const pieces = Array.from({ length: chunks }, (_, index) => text.slice(index * size, (index + 1) * size));
  const events = pieces.map((content, index) => {
    const delta = endsApart && index === 0 ? { role: "assistant", content } : { content };
    return choice(delta, !endsApart && index === chunks - 1);
  });
  return [...events, ...(endsApart ? [choice({}, true)] : []), event({ choices: [], usage }), "data: [DONE]\n\n"];
}
