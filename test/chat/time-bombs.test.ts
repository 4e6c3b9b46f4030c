import { it } from "vitest";
import { flagsOf } from "../../src/answers/answer-flags.ts";
import { boundedLines } from "../../src/chat/http/bounded-lines.ts";
import { classifyError } from "../../src/chat/http/classify-error.ts";
import { parameterToDrop } from "../../src/chat/http/drop-parameter.ts";
import { quotaWait } from "../../src/chat/http/rate-limit-headers.ts";
import { isErrorBody } from "../../src/chat/http/read-error-body.ts";
import { retryAfter } from "../../src/chat/http/retry-after.ts";
import { serverSentEvents } from "../../src/chat/http/server-sent-events.ts";
import { finishMeaning } from "../../src/chat/reply/finish-reasons.ts";
import { growingText } from "../../src/chat/reply/growing-text.ts";
import { splitThinking } from "../../src/chat/reply/split-thinking.ts";
import { expectQuick } from "../support/worst-texts.ts";

const body = { model: "m", messages: [], temperature: 1, top_p: 1, seed: 1 } as const;
const header = (text: string) => () => text;
async function* once(text: string) {
  yield text;
}
async function drain(texts: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of texts);
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  classifyError: (text) => classifyError(400, text, []),
  "classifyError, in JSON": (text) => classifyError(500, JSON.stringify({ error: { message: text } }), []),
  isErrorBody: (text) => isErrorBody({ detail: [{ msg: text, loc: [text] }] }),
  parameterToDrop: (text) =>
    parameterToDrop(
      classifyError(400, JSON.stringify({ error: { message: text, param: text.slice(0, 1_000) } }), []),
      body,
    ),
  retryAfter: (text) => retryAfter(header(text), 0),
  quotaWait: (text) => quotaWait((name) => (name.includes("remaining") ? "0" : text), 0),
  finishMeaning,
  "splitThinking, stop": (content) => splitThinking({ content, reasoning: null, finish: "stop" }),
  "splitThinking, length": (content) =>
    splitThinking({ content, reasoning: null, finish: "length", model: "granite-3.2" }),
  "splitThinking, in a field": (content) => splitThinking({ content, reasoning: "考え", finish: "stop" }),
  flagsOf: (text) => flagsOf({ outcome: { status: "answered", text, reasoning: null, truncated: false }, call: null }),
  growingText: (text) => {
    const growing = growingText();
    for (let at = 0; at < text.length; at += 8) growing.add(text.slice(at, at + 8));
    return growing.text();
  },
  serverSentEvents: (text) => {
    const reader = serverSentEvents(4_000_000, () => undefined);
    reader.take(`data: ${text}`);
    reader.end();
  },
  boundedLines: (text) => drain(boundedLines(once(text), 4_000_000)),
};

it.each(Object.entries(readers))(
  "%s takes time linear in the worst that it can be given, and less than 200 ms for a megabyte",
  (_name, read) => expectQuick(read),
);
