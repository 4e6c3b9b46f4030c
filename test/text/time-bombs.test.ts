import { expect, it } from "vitest";
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
import { withoutOuterMarks } from "../../src/text/bare-text.ts";
import { displayWidth } from "../../src/text/display-width.ts";
import { escapeLatex, escapeMarkdownCell, escapeTerminalLine } from "../../src/text/escape.ts";
import { estimateTokens } from "../../src/text/estimate-tokens.ts";
import { countCharacters, japaneseRatio } from "../../src/text/measures.ts";
import { maskSecrets, redact } from "../../src/text/redact.ts";
import { shorten } from "../../src/text/shorten.ts";

/** One million letters of each: runs that some expression of ours could begin anew in at every letter. */
const pieces = [
  "eyJ-",
  "eyJhbGciOi",
  "sk-",
  "sk-a.",
  "authorization ",
  "authorization: bearer  ",
  "api key: ",
  "://a:",
  "://",
  "<script ",
  "<script>",
  "<style></style",
  "<title",
  "<a ",
  "< ",
  "a",
  " ",
  "\n",
  " \n",
  "\t",
  "。",
  "`",
  "```\n",
  "<think>",
  "</think>",
  "<think></think>",
  "<thinking></thinking>a",
  "<|thought|><|end_thought|>",
  "<reasoning></reasoning>",
  "<|channel|>",
  "<|channel|>final<|message|>",
  "<|end|><|start|>",
  "<|im_end|>",
  "<|a_",
  "assistant final ",
  "analysis ",
  "user\n",
  "User: a\n",
  "### Instruction:\n",
  "assistant\nuser\n",
  "1",
  "1.",
  "1h",
  "[[",
  "[[5",
  "((",
  "context length ",
  "exceeds context ",
  "system role ",
  "stream ",
  "input is flagged ",
  "violation of ",
  "temperature top_p ",
  '{"error":',
  "[",
  "-",
  "--",
  "|",
  "|-",
  "://a@",
  "e+",
  "&",
  "\u202e",
  "é",
  "𠮷",
  "👩‍👩‍👧",
];

const body = { model: "m", messages: [], temperature: 1, top_p: 1, seed: 1 } as const;
const header = (text: string) => () => text;
async function* once(text: string) {
  yield text;
}
async function drain(texts: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of texts);
}

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  redact: (text) => redact(text, ["geheim-geheim"]),
  maskSecrets: (text) => maskSecrets(text, ["geheim-geheim"]),
  shorten: (text) => shorten(text, 120),
  classifyError: (text) => classifyError(400, text, []),
  "classifyError, in JSON": (text) => classifyError(500, JSON.stringify({ error: { message: text } }), []),
  isErrorBody: (text) => isErrorBody({ detail: [{ msg: text, loc: [text] }] }),
  parameterToDrop: (text) =>
    parameterToDrop(classifyError(400, JSON.stringify({ error: { message: text, param: text } }), []), body),
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
  serverSentEvents: (text) => drain(serverSentEvents(once(`data: ${text}`), 4_000_000)),
  boundedLines: (text) => drain(boundedLines(once(text), 4_000_000)),
  withoutOuterMarks,
  escapeTerminalLine,
  escapeLatex,
  escapeMarkdownCell,
  displayWidth,
  estimateTokens,
  countCharacters,
  japaneseRatio,
};

/** Processor time of this process in milliseconds; a busy machine does not lengthen it. */
async function costOf(read: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage();
  await read(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const letters = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length);

/**
 * Generous: a linear reader takes some milliseconds for a million letters, a quadratic one minutes. All texts are tried short, the
 * costly ones of them longer, the costliest at full length, so that a bad reader is found before it blocks the test.
 */
const steps = [
  { length: 16_000, most: 300, next: 4 },
  { length: 128_000, most: 600, next: 2 },
  { length: 1_000_000, most: 1_500, next: 0 },
];

it.each(Object.entries(readers))(
  "%s takes time linear in the worst that it can be given",
  async (_name, read) => {
    let texts = pieces.flatMap((piece) => ["", "!"].map((tail) => ({ head: "", piece, tail })));
    texts.push(...["<|im_end|>", "</think>", "`"].map((piece) => ({ head: "```\n", piece, tail: "" })));
    for (const { length, most, next } of steps) {
      const costs: { readonly text: (typeof texts)[number]; readonly cost: number }[] = [];
      for (const text of texts) {
        const cost = await costOf(read, text.head + letters(text.piece, length) + text.tail);
        expect(cost, `${JSON.stringify(text)}, ${length} letters: milliseconds`).toBeLessThan(most);
        costs.push({ text, cost });
      }
      texts = costs
        .toSorted((a, b) => b.cost - a.cost)
        .slice(0, next)
        .map(({ text }) => text);
    }
  },
  60_000,
);
