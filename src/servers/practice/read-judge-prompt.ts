import type { ChatMessage } from "../../models/request-body.ts";

/** What the judge mtbench-ja asks to be rated. */
export interface JudgePromptContent {
  /** The user's turns so far, the rated one last. */
  readonly questions: readonly string[];
  /** The candidate's answers to them. */
  readonly answers: readonly string[];
  /** Reference answers as the prompt shows them; empty when it shows none. */
  readonly references: readonly string[];
}

/**
 * Takes the judge's prompt apart: the first user message that recalls a nonce at its end. The answers stand between the
 * marks that carry that nonce, which no answer can contain, so nothing inside them is mistaken for a part of the prompt.
 * Null when the messages are something else.
 */
export function readJudgePrompt(messages: readonly ChatMessage[]): JudgePromptContent | null {
  const text = messages.find((message) => message.role === "user")?.content ?? "";
  const reminder = text.lastIndexOf("\n符号 ");
  const nonce = reminder < 0 ? undefined : /^\n符号 (\S{1,64}) の目印に挟まれた/.exec(text.slice(reminder))?.[1];
  if (nonce === undefined) return null;
  const rated = between(text, `\n<被評価回答 ${nonce}>\n`, `\n</被評価回答 ${nonce}>`);
  if (rated === null) return null;
  const turn = laterTurn(text.slice(reminder));
  if (turn !== null) return readLaterTurn(text, nonce, turn, rated);
  const earlier = between(text, `\n<第一ターンの回答 ${nonce}>\n`, `\n</第一ターンの回答 ${nonce}>`);
  // The answers, the later one first, are cut out before headings are looked for: they may hold headings of their own.
  const cuts = (earlier === null ? [rated] : [rated, earlier]).sort((a, b) => b.from - a.from);
  const frame = `\n${cuts.reduce((rest, cut) => rest.slice(0, cut.from) + rest.slice(cut.to), text)}`;
  const section = (name: string) => between(frame, `\n# ${name}\n`, "\n\n# ")?.text ?? null;
  const names = earlier === null ? ["質問"] : ["第一ターンの質問", "第二ターンの質問"];
  const referenceNames = earlier === null ? ["参考回答"] : ["第一ターンの参考回答", "第二ターンの参考回答"];
  const questions = names.map(section).filter((one) => one !== null);
  if (questions.length !== names.length) return null;
  return {
    questions,
    answers: [...(earlier === null ? [] : [earlier]), rated].map((one) => withoutGuards(one.text)),
    references: referenceNames.map(section).filter((one) => one !== null),
  };
}

/** The number of the rated turn, which only the reminder of a prompt for later turns has in digits. */
function laterTurn(reminder: string): number | null {
  const number = /^\n符号 \S{1,64} の目印に挟まれた第(\d{1,4})ターンの回答だけを/.exec(reminder)?.[1];
  return number === undefined ? null : Number(number);
}

/** A prompt for later turns: the turns before the rated one stand one after another, each answer between marks of its own. */
function readLaterTurn(text: string, nonce: string, turn: number, rated: Part): JudgePromptContent | null {
  const earlier: Part[] = [];
  for (let number = 1; number < turn; number += 1) {
    const mark = `被評価回答より前の第${number}ターンの回答 ${nonce}`;
    const part = between(text, `\n<${mark}>\n`, `\n</${mark}>`);
    if (part === null) return null;
    earlier.push(part);
  }
  const cuts = [rated, ...earlier].sort((a, b) => b.from - a.from);
  const frame = `\n${cuts.reduce((rest, cut) => rest.slice(0, cut.from) + rest.slice(cut.to), text)}`;
  const questions = earlier.map((_, index) => between(frame, `\n## 第${index + 1}ターンの質問\n`, "\n\n## "));
  const all = [...questions, between(frame, `\n# 第${turn}ターンの質問\n`, "\n\n# ")].filter((one) => one !== null);
  if (all.length !== turn) return null;
  return {
    questions: all.map((one) => one.text),
    answers: [...earlier, rated].map((one) => withoutGuards(one.text)),
    // Only the rated turn's is shown; the set that the practice judge knows has the others.
    references: [],
  };
}

/** A text that stands between two marks, and where. */
export interface Part {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export function between(text: string, start: string, end: string): Part | null {
  const at = text.indexOf(start);
  if (at < 0) return null;
  const from = at + start.length;
  // An empty answer leaves one line feed, which both marks share.
  const to = Math.max(from, text.indexOf(end, from - 1));
  return text.indexOf(end, from - 1) < 0 ? null : { text: text.slice(from, to), from, to };
}

/** Undoes what a hardened prompt changes in an answer, so that it is rated as it was written. */
export function withoutGuards(answer: string): string {
  return answer
    .replace(
      /^｜(?=[ \t]{0,3}#|[^\n｜]{1,24}[:：=]|[*_# \t]{0,8}(?:[【[<＜{]|(?:10|１０|十)点満点|[^\n｜]{1,20}\n))/gmu,
      "",
    )
    .replace(/［［([^［］\n]{1,24})］］/gu, "[[$1]]")
    .replace(/⟦([^⟦⟧\n]{1,24})⟧/gu, "[[$1]]");
}
