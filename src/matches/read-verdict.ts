import type { PairPrompts, VerdictSteps } from "../judges/judge.ts";
import type { UnratedReason } from "../judgments/judgment.ts";
import { coreOf } from "../judgments/own-verdict.ts";
import { ownWords } from "../judgments/own-words.ts";
import type { MatchVerdict } from "./match.ts";
import { verdictLabel, verdictToken } from "./verdict-forms.ts";

export type ReadVerdict =
  | { readonly status: "rated"; readonly verdict: MatchVerdict; readonly method: string }
  | {
      readonly status: "unrated";
      readonly reason: Extract<UnratedReason, "no-rating" | "out-of-range" | "conflicting">;
    };

/**
 * Reads the verdict from a judge's reply by the judge's own rule. What cannot be read is unrated, never a tie.
 * `ratingOnly`: the reply answers a request for the verdict alone.
 */
export function readVerdict(
  reply: string,
  { extraction, steps }: Pick<PairPrompts, "extraction" | "steps">,
  options: { readonly ratingOnly?: boolean } = {},
): ReadVerdict {
  switch (extraction) {
    case "mtbench-pair":
      return lastLine(reply, steps, options);
    case "fastchat-pair":
      return asFastChat(reply);
    case "rakuda":
      return asRakuda(reply);
    default: {
      const never: never = extraction;
      throw new Error(`no extraction ${String(never)}`);
    }
  }
}

/** FastChat and Japanese Vicuna QA: the first of the three, in this order, that stands anywhere in the reply. */
function asFastChat(reply: string): ReadVerdict {
  const forms = [
    ["[[A]]", "first"],
    ["[[B]]", "second"],
    ["[[C]]", "tie"],
  ] as const;
  const found = forms.find(([form]) => reply.includes(form));
  return found === undefined ? noVerdict : { status: "rated", verdict: found[1], method: "fastchat-pair" };
}

/** YuzuAI (jrank/helper_judge.py at fae1ee7): the last digit of the reply; Python's `\d` takes those of every script. */
function asRakuda(reply: string): ReadVerdict {
  const digit = reply
    .match(/\p{Nd}/gu)
    ?.at(-1)
    ?.normalize("NFKC");
  if (digit === undefined) return noVerdict;
  const verdict = rakudaDigits.get(digit);
  return verdict === undefined ? outOfRange : { status: "rated", verdict, method: "rakuda" };
}

const rakudaDigits: ReadonlyMap<string, MatchVerdict> = new Map([
  ["1", "first"],
  ["2", "second"],
  ["3", "tie"],
]);

const noVerdict = { status: "unrated", reason: "no-rating" } as const;
const outOfRange = { status: "unrated", reason: "out-of-range" } as const;

const inBrackets = String.raw`\[\[[ \t]{0,3}(?:${verdictLabel}[ \t]{0,2}[:=は]?[ \t]{0,2})?(${verdictToken})[ \t]{0,3}\]\]`;
const bare = String.raw`["「『【\[]{0,2}(${verdictToken})["」』】\]]{0,2}`;
const between = String.raw`["」』】\]]{0,2}[ \t]{0,4}(?:[:=→]|は|is\b)[ \t]{0,4}`;
const end = "(?:です|とします|とする|である|だ)?";

/** A line that is nothing but a verdict. */
const verdictLine = new RegExp(
  String.raw`^(?:(?:["「『【\[]{0,2}${verdictLabel}${between}|[【\[]${verdictLabel}[】\]][ \t:]{0,4})?${inBrackets}|["「『【\[]{0,2}${verdictLabel}${between}${bare}|[【\[]{1,2}${verdictLabel}[】\]]{1,2}[ \t:]{0,4}${bare})${end}$`,
  "iu",
);
const bareLine = new RegExp(`^${bare}${end}$`, "iu");
const marked = new RegExp(inBrackets, "giu");
const quoted = {
  mention: new RegExp(String.raw`\[\[|${verdictLabel}`, "iu"),
  alone: new RegExp(`^${verdictToken}$`, "iu"),
} as const;

/**
 * The judge's own last line, and nothing else: what it shows of the answers (quotations, code, the marks of our escapes) is no
 * word of its own. A verdict that stands elsewhere and is another one makes the reply conflicting: it may be what an answer
 * asked for.
 */
function lastLine(
  reply: string,
  steps: VerdictSteps,
  { ratingOnly = false }: { readonly ratingOnly?: boolean },
): ReadVerdict {
  const { lines: prose, wide } = ownWords(reply, quoted);
  const lines = prose.map(coreOf);
  const last = lines.findLastIndex((line) => line !== "");
  // Full-width brackets are a manner of writing: our escapes have others.
  const own = wide === null ? (lines[last] ?? "") : coreOf(wide);
  const isAlone = ratingOnly && !reply.trim().includes("\n");
  const token = tokenIn(own, isAlone);
  if (token === null) return noVerdict;
  const others = lines.flatMap((line, index) => [
    ...[...line.slice(0, 20_000).matchAll(marked)].flatMap((match) => tokenOf(match) ?? []),
    ...(index === last ? [] : [tokenIn(line, false) ?? []].flat()),
  ]);
  if (others.some((other) => other !== token)) return { status: "unrated", reason: "conflicting" };
  const verdict = (steps === 3 ? threeSteps : fiveSteps).get(token);
  if (verdict === undefined) return outOfRange;
  return { status: "rated", verdict, method: `mtbench-pair:${ratingOnly ? "asked-again" : "last-line"}` };
}

/** Of a line that is nothing but a verdict. */
function tokenIn(line: string, isBareEnough: boolean): string | null {
  if (line.length > longestLine) return null;
  return tokenOf(verdictLine.exec(line) ?? (isBareEnough ? bareLine.exec(line) : null));
}

/** Longer lines are no verdicts. */
const longestLine = 200;

function tokenOf(match: RegExpExecArray | RegExpMatchArray | null): string | null {
  const found = match?.slice(1).find((group) => group !== undefined);
  if (found === undefined) return null;
  const plain = found.replace(/\s/gu, "").replace(/^(?:回答|assistant|answer|response)/iu, "");
  if (/^(?:引き?分け|同等|互角|優劣なし|tie|draw)$/iu.test(plain)) return "tie";
  return plain.toUpperCase();
}

const threeSteps: ReadonlyMap<string, MatchVerdict> = new Map([
  ["A", "first"],
  ["B", "second"],
  ["C", "tie"],
  ["tie", "tie"],
]);
const fiveSteps: ReadonlyMap<string, MatchVerdict> = new Map([
  ["A>>B", "first-much"],
  ["A>B", "first"],
  ["A=B", "tie"],
  ["tie", "tie"],
  ["B>A", "second"],
  ["B>>A", "second-much"],
  // The same from the other side.
  ["A<<B", "second-much"],
  ["A<B", "second"],
  ["B=A", "tie"],
  ["B<A", "first"],
  ["B<<A", "first-much"],
]);
