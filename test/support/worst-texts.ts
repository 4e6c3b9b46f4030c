import { expect } from "vitest";
import { processorMs } from "./processor-time.ts";

/** Up to a megabyte of each: runs that some expression of ours could begin anew in at every letter. */
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

/** Milliseconds of processor time for a megabyte, on a quiet core. */
const most = 200;

/** Milliseconds that a fixed piece of work of this kind takes a core that has nothing else to do (2026-11-29). */
const referenceCost = 19;
const referenceText = "abc 12 「あ」\n".repeat(90_000);
function referenceWork(): void {
  referenceText.replace(/\d+|「[^「」]*」/gu, "x");
  referenceText.split("\n").map((line) => line.trim());
  JSON.parse(JSON.stringify(referenceText));
}

/** How much slower than that this machine is now, at least 1: a core that is shared does less in a second of its time. */
async function slowness(): Promise<number> {
  const factor = (await leastCost(referenceWork, "", referenceCost)) / referenceCost;
  return factor < 1.1 ? 1 : factor * 1.5;
}

/** What takes longer than that has to be linear on any machine: quadratic time would be a sixty-fourth for an eighth of the text. */
const unasked = 100;
const mostGrowth = 24;

/** All texts are tried short, the costly ones of them longer, the costliest at full length: a bad reader is found before it blocks. */
const steps = [
  { bytes: 4_000, next: 6 },
  { bytes: 64_000, next: 2 },
  { bytes: 1_000_000, next: 0 },
];

/** Expects of a reader that it takes time linear in the worst that it can be given, and less than 200 ms for a megabyte. */
export async function expectQuick(read: (text: string) => unknown): Promise<void> {
  let texts: Worst[] = pieces.flatMap((piece) => ["", "!", "\n評価: [[5]]"].map((tail) => ({ head: "", piece, tail })));
  for (const piece of ["<|im_end|>", "</think>", "`", "\n", "|\n"]) {
    for (const head of ["```\n", "評価: [[5]]\n"]) texts.push({ head, piece, tail: "" });
  }
  texts.push(...nests.map(([piece, closing]) => ({ head: "", piece, closing, tail: "" })));
  for (const { bytes, next } of steps) {
    const costs: { readonly text: Worst; readonly cost: number }[] = [];
    for (const text of texts) {
      const cost = await leastCost(read, textFor(text, bytes), unasked);
      if (cost >= unasked) await expectLinear(read, text, bytes, cost);
      costs.push({ text, cost });
    }
    texts = costs
      .toSorted((a, b) => b.cost - a.cost)
      .slice(0, next)
      .map(({ text }) => text);
  }
}

async function expectLinear(read: (text: string) => unknown, text: Worst, bytes: number, cost: number): Promise<void> {
  const ofAnEighth = await leastCost(read, textFor(text, bytes / 8), 0);
  const said = `${JSON.stringify(text)}: ${cost} ms for ${bytes} bytes, ${ofAnEighth} ms for an eighth`;
  // A collection of garbage falls into the long text's time alone.
  expect(cost / Math.max(ofAnEighth, unasked / 8), said).toBeLessThan(mostGrowth);
  expect(cost, said).toBeLessThan(cost < most ? most : most * (await slowness()));
}
