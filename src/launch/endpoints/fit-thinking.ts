import type { AnsweringRules } from "../../answers/answering-rules.ts";
import type { Candidate } from "../../models/candidate.ts";
import type { Question } from "../../questions/question.ts";
import { contextForAnswers } from "./context-needed.ts";

/** Tokens by which a budget is cut down. */
const step = 256;
/** A thought of fewer tokens ends before it begins; the context is too small then, whatever the budget. */
const leastThought = 1_024;

/**
 * The candidate with a budget for thoughts that fits the context which its server states, where nobody chose one: what an
 * earlier launch of the same folder had goes on (`earlier`, null: there was none), so that its answers are found again. A
 * turn that is asked again has twice the budget.
 */
export function fitThinking(
  candidate: Candidate,
  to: {
    readonly isChosen: boolean;
    readonly earlier: number | null;
    /** Null: the server states none. */
    readonly contextTokens: number | null;
    readonly rules: AnsweringRules;
    readonly questions: readonly Question[];
  },
): Candidate {
  const { thinkingTokens } = candidate;
  if (to.isChosen || thinkingTokens === 0) return candidate;
  if (to.earlier !== null && to.earlier > 0) return { ...candidate, thinkingTokens: to.earlier };
  if (to.contextTokens === null) return candidate;
  const room = to.contextTokens - contextForAnswers({ thinkingTokens: 0 }, to.rules, to.questions);
  const most = Math.floor(room / (candidate.retryTruncated === true ? 2 : 1) / step) * step;
  return most >= thinkingTokens ? candidate : { ...candidate, thinkingTokens: Math.max(leastThought, most) };
}
