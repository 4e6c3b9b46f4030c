import { expect, it } from "vitest";
import { z } from "zod";
import { parsePlace } from "../../page/place.ts";
import { visible, visibleName } from "../../page/visible-text.ts";
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
import { InputError } from "../../src/errors.ts";
import { parseFastChatAnswers } from "../../src/exchange/fastchat-answers.ts";
import { cutKnownTexts } from "../../src/exchange/prompt-slots.ts";
import { recogniseRows } from "../../src/exchange/recognise-rows.ts";
import { isErrorText } from "../../src/exchange/sentinels.ts";
import { extractions } from "../../src/judges/judge.ts";
import { parseTemplate } from "../../src/judges/prompt-template.ts";
import { hardenAnswer } from "../../src/judgments/harden-answer.ts";
import { parseRating } from "../../src/judgments/parse-rating.ts";
import type { Constraint } from "../../src/questions/annotations.ts";
import { checkConstraints } from "../../src/questions/check-constraints.ts";
import { readJudgePrompt } from "../../src/servers/practice/read-judge-prompt.ts";
import { likeness } from "../../src/text/alike.ts";
import { bareText, comparedText, withoutOuterMarks } from "../../src/text/bare-text.ts";
import { displayWidth } from "../../src/text/display-width.ts";
import {
  escapeHtml,
  escapeLatex,
  escapeMarkdownCell,
  escapeTerminal,
  escapeTerminalLine,
} from "../../src/text/escape.ts";
import { estimateTokens } from "../../src/text/estimate-tokens.ts";
import { countCharacters, japaneseRatio } from "../../src/text/measures.ts";
import { comparableText } from "../../src/text/normalise.ts";
import { parseCsv } from "../../src/text/parse-csv.ts";
import { parseJson } from "../../src/text/parse-json.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { maskSecrets, redact } from "../../src/text/redact.ts";
import { scriptOf } from "../../src/text/script-of.ts";
import { shorten } from "../../src/text/shorten.ts";
import { processorMs } from "../support/processor-time.ts";

/** Up to half a megabyte of each: runs that some expression of ours could begin anew in at every letter. */
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
  "評価: [[5]]\n",
  "> [[5]]\n",
  "5\n",
  "評価",
  "総合評価: 5\n- ",
  "10点満点中",
  "\\boxed{",
  "<rating>",
  "【評価】",
  '{"rating": ',
  "\n{",
  "}",
  "「",
  "『",
  "«",
  "(",
  "'a ",
  '"',
  '","',
  "'\\",
  "a,",
  "# ",
  "* ",
  "**",
  "- ",
  "1. ",
  "| a ",
  "|\n",
  "%",
  "{a} ",
  "{{",
  "NaN ",
  '"NaN ',
  "か\u3099",
  "x: ",
  "&a ",
  "*a ",
  "十",
  "/10 ",
];

/** Marks that open and, after as many, close. */
const nests: readonly (readonly [string, string])[] = [
  ["「", "」"],
  ["[", "]"],
  ["(", ")"],
  ["<think>", "</think>"],
  ["{{", "}}"],
];

const body = { model: "m", messages: [], temperature: 1, top_p: 1, seed: 1 } as const;
const header = (text: string) => () => text;
async function* once(text: string) {
  yield text;
}
async function drain(texts: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of texts);
}

function orSyntaxError(read: (text: string) => unknown): (text: string) => void {
  return (text) => {
    try {
      read(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  };
}

const demands: readonly Constraint[] = [
  { kind: "max-characters", value: 4 },
  { kind: "items", min: 1 },
  { kind: "paragraphs", min: 1 },
  { kind: "sentences", min: 1 },
  { kind: "forbid", words: ["川"] },
  { kind: "no-script", script: "katakana" },
  { kind: "starts-with", text: "川" },
  { kind: "json" },
  { kind: "code", language: "python" },
  { kind: "table", columns: 2 },
];

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  redact: (text) => redact(text, ["geheim-geheim"]),
  maskSecrets: (text) => maskSecrets(text, ["geheim-geheim"]),
  shorten: (text) => shorten(text, 120),
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
  serverSentEvents: (text) => drain(serverSentEvents(once(`data: ${text}`), 4_000_000)),
  boundedLines: (text) => drain(boundedLines(once(text), 4_000_000)),
  withoutOuterMarks,
  escapeTerminalLine,
  escapeLatex,
  escapeMarkdownCell,
  estimateTokens,
  countCharacters,
  japaneseRatio,
  // Names and titles are shown cut to the screen.
  "displayWidth, of what a cell holds": (text) => displayWidth(shorten(text, 2_000)),
  ...Object.fromEntries(
    extractions.map((extraction) => [
      `parseRating, ${extraction}`,
      (text: string) => parseRating(text, { extraction, scale: { min: 1, max: 10, fractions: "half-up" } }),
    ]),
  ),
  "parseRating, mtbench-2, as long as it reads": (text) =>
    parseRating(text.slice(-100_000), { extraction: "mtbench-2", scale: { min: 1, max: 10, fractions: "half-up" } }),
  "hardenAnswer, 1": (text) => hardenAnswer(text, true),
  "hardenAnswer, 2": (text) => hardenAnswer(text, 2),
  readJudgePrompt: (content) => readJudgePrompt([{ role: "user", content }]),
  recogniseRows,
  parseFastChatAnswers: (text) => parseFastChatAnswers(text, "p", "f"),
  isErrorText,
  cutKnownTexts: (text) => cutKnownTexts(`a${text}b`, new Map([["answer", ["ab"]]])),
  parseJson: orSyntaxError(parseJson),
  parseTemplate: orSyntaxError(parseTemplate),
  "parseCsv, a tenth": (text) => parseCsv(text.slice(0, 100_000)),
  "parseYaml, a hundredth": (text) => {
    try {
      parseYaml(text.slice(0, 10_000), z.record(z.string(), z.string()), "f.yaml");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  },
  visible,
  visibleName,
  parsePlace,
  bareText,
  comparedText,
  comparableText,
  likeness,
  scriptOf,
  escapeHtml,
  escapeTerminal,
  ...Object.fromEntries(
    demands.map((one) => [`checkConstraints, ${one.kind}`, (text) => checkConstraints([one], text)]),
  ),
};

/** Processor time of this process in milliseconds; a busy machine does not lengthen it much. */
async function costOf(read: (text: string) => unknown, text: string): Promise<number> {
  const before = process.cpuUsage();
  await read(text);
  return processorMs(before);
}

/** The least of a few tries: what else runs on the machine only ever adds. */
async function leastCost(read: (text: string) => unknown, text: string, enough: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 4 && least > enough; round++) least = Math.min(least, await costOf(read, text));
  return least;
}

interface Worst {
  readonly head: string;
  readonly piece: string;
  readonly closing?: string;
  readonly tail: string;
}

/** Bytes of it at most. */
function textFor({ head, piece, closing = "", tail }: Worst, bytes: number): string {
  const times = Math.floor(bytes / Buffer.byteLength(piece + closing));
  return head + piece.repeat(times) + closing.repeat(times) + tail;
}

/**
 * Milliseconds of processor time below which nothing more is asked. What takes longer, on a slow machine or a busy one, has to
 * be linear: an eighth of the text has to take more than a twenty-fourth of the time, where quadratic time would be a sixty-fourth.
 */
const unasked = 100;
const mostGrowth = 24;

/** All texts are tried short, the costly ones of them longer, the costliest at full length: a bad reader is found before it blocks. */
const steps = [
  { bytes: 4_000, next: 6 },
  { bytes: 64_000, next: 2 },
  { bytes: 500_000, next: 0 },
];

it.each(Object.entries(readers))("%s takes time linear in the worst that it can be given", async (_name, read) => {
  let texts: Worst[] = pieces.flatMap((piece) => ["", "!", "\n評価: [[5]]"].map((tail) => ({ head: "", piece, tail })));
  for (const piece of ["<|im_end|>", "</think>", "`", "\n", "|\n"]) {
    for (const head of ["```\n", "評価: [[5]]\n"]) texts.push({ head, piece, tail: "" });
  }
  texts.push(...nests.map(([piece, closing]) => ({ head: "", piece, closing, tail: "" })));
  for (const { bytes, next } of steps) {
    const costs: { readonly text: Worst; readonly cost: number }[] = [];
    for (const text of texts) {
      const cost = await leastCost(read, textFor(text, bytes), unasked);
      if (cost >= unasked) {
        const ofAnEighth = await leastCost(read, textFor(text, bytes / 8), 0);
        const said = `${JSON.stringify(text)}: ${cost} ms for ${bytes} bytes, ${ofAnEighth} ms for an eighth`;
        expect(cost / ofAnEighth, said).toBeLessThan(mostGrowth);
      }
      costs.push({ text, cost });
    }
    texts = costs
      .toSorted((a, b) => b.cost - a.cost)
      .slice(0, next)
      .map(({ text }) => text);
  }
});
