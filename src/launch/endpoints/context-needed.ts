import type { AnsweringRules } from "../../answers/answering-rules.ts";
import type { Judge } from "../../judges/judge.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { Question } from "../../questions/question.ts";
import { estimateTokens } from "../../text/estimate-tokens.ts";

/** Servers cut their context into blocks of this size. */
const block = 256;
/** Template, role marks, and what an estimate may be wrong by. */
const margin = 512;
/** A judge's reply where its procedure sets no limit. */
const usualJudgment = 2_048;
/** Prompts of a rating procedure, with references. */
const judgePrompt = 6_144;

/** Tokens that one call to a candidate may need in all: the longest conversation, earlier answers at their limit, and a thought. */
export function contextForAnswers(
  candidate: Pick<Candidate, "thinkingTokens">,
  rules: AnsweringRules,
  questions: readonly Question[],
): number {
  const longest = Math.max(
    0,
    ...questions.map(({ turns }) => estimateTokens(turns.join("\n")).high + (turns.length - 1) * rules.maxAnswerTokens),
  );
  return blocks(longest + rules.maxAnswerTokens + candidate.thinkingTokens + margin);
}

/** Tokens that one call to a judge may need: prompts, questions and references, both answers, and its reply. */
export function contextForJudging(judge: Judge, rules: AnsweringRules, questions: readonly Question[]): number {
  const turns = Math.max(1, ...questions.map((question) => question.turns.length));
  const longest = Math.max(0, ...questions.map((question) => estimateTokens(question.turns.join("\n")).high));
  return blocks(judgePrompt + longest + turns * rules.maxAnswerTokens + (judge.sampling.maxTokens ?? usualJudgment));
}

function blocks(tokens: number): number {
  return Math.ceil(tokens / block) * block;
}
