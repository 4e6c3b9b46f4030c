import type { Chat } from "../chat/chat.ts";
import { askUntilRated } from "../judgments/judge-answer.ts";
import type { ChatBody } from "../models/request-body.ts";
import type { MatchRecord } from "./match.ts";
import type { MatchedSide, Matching, MatchPlan, ShownPair } from "./plan-match.ts";
import { readVerdict } from "./read-verdict.ts";

/**
 * Has two answers compared in one order (spends money), asks again where the judge's rule says so, and makes the record.
 * Rejects only when `signal` aborts the call.
 */
export async function judgeMatch(
  { judge, procedure }: Matching,
  { question, first, second, repeat }: ShownPair,
  chat: Chat,
  { plan, signal }: { readonly plan: MatchPlan; readonly signal?: AbortSignal },
): Promise<MatchRecord> {
  const { pairPrompts } = judge;
  const ask = (body: ChatBody) => chat({ body, key: plan.key, ...(signal === undefined ? {} : { signal }) });
  const asked = await askUntilRated(judge, pairPrompts.retryUnrated, plan.body, ask, (text, options) =>
    readVerdict(text, pairPrompts, options),
  );
  const sideOf = ({ candidate, answer }: MatchedSide, flags: readonly string[]) => ({
    candidate,
    answerKey: answer.key,
    flags: [...flags],
  });
  return {
    key: plan.key,
    procedure,
    judge: judge.id,
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn: first.answer.turn,
    trial: first.answer.trial,
    repeat,
    first: sideOf(first, plan.flags.first),
    second: sideOf(second, plan.flags.second),
    prompt: plan.prompt,
    ...asked,
  };
}
