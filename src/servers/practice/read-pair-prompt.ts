import type { ChatMessage } from "../../models/request-body.ts";
import { between, type Part, withoutGuards } from "./read-judge-prompt.ts";

/** What the judge mtbench-ja asks to be compared. */
export interface PairPromptContent {
  /** The user's turns so far, the compared one last. */
  readonly questions: readonly string[];
  /** Answers to them, of the one shown first and of the other. */
  readonly first: readonly string[];
  readonly second: readonly string[];
  readonly references: readonly string[];
  /** Verdicts of five steps are asked for, not of three. */
  readonly isFine: boolean;
}

const recall = /\n符号 (\S{1,64}) の目印に挟まれた回答Aと、符号 (\S{1,64}) の目印に挟まれた回答Bを、/u;

/**
 * Takes a prompt that compares two answers apart, by the nonces that it recalls at its end: each answer stands between marks of
 * its own, which neither can contain. Null when the messages are something else.
 */
export function readPairPrompt(messages: readonly ChatMessage[]): PairPromptContent | null {
  const text = messages.find((message) => message.role === "user")?.content ?? "";
  const reminder = text.slice(Math.max(0, text.lastIndexOf("\n符号 ")));
  const [, nonceA, nonceB] = recall.exec(reminder) ?? [];
  if (nonceA === undefined || nonceB === undefined) return null;
  const first = turnsOf(text, "A", nonceA);
  const second = turnsOf(text, "B", nonceB);
  if (first === null || second === null || first.length !== second.length) return null;
  // The answers, the last one first, are cut out before headings are looked for: they may hold headings of their own.
  const cuts = [...first, ...second].sort((a, b) => b.from - a.from);
  const frame = `\n${cuts.reduce((rest, cut) => rest.slice(0, cut.from) + rest.slice(cut.to), text)}`;
  const section = (mark: string, name: string) => between(frame, `\n${mark} ${name}\n`, `\n\n${mark} `)?.text ?? null;
  const turn = first.length;
  const questions = questionNames(turn).map(([mark, name]) => section(mark, name));
  if (questions.some((one) => one === null)) return null;
  const references = turn === 1 ? ["参考回答"] : turn === 2 ? ["第一ターンの参考回答", "第二ターンの参考回答"] : [];
  return {
    questions: questions.flatMap((one) => one ?? []),
    first: first.map((one) => withoutGuards(one.text)),
    second: second.map((one) => withoutGuards(one.text)),
    references: references.flatMap((name) => section("#", name) ?? []),
    isFine: reminder.includes("[[A>>B]]"),
  };
}

/** The answers of one side, the earlier turns' first; null where one is not there. */
function turnsOf(text: string, side: "A" | "B", nonce: string): Part[] | null {
  const earlier: Part[] = [];
  for (let turn = 1; ; turn += 1) {
    const mark = `回答${side}より前の第${turn}ターンの回答 ${nonce}`;
    const part = between(text, `\n<${mark}>\n`, `\n</${mark}>`);
    if (part === null) break;
    earlier.push(part);
  }
  const last = between(text, `\n<回答${side} ${nonce}>\n`, `\n</回答${side} ${nonce}>`);
  return last === null ? null : [...earlier, last];
}

function questionNames(turn: number): (readonly [mark: string, name: string])[] {
  if (turn === 1) return [["#", "質問"]];
  if (turn === 2) {
    return [
      ["#", "第一ターンの質問"],
      ["#", "第二ターンの質問"],
    ];
  }
  const earlier = Array.from({ length: turn - 1 }, (_, index) => ["##", `第${index + 1}ターンの質問`] as const);
  return [...earlier, ["#", `第${turn}ターンの質問`]];
}
