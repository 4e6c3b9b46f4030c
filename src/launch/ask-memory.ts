import type { AnsweringRules } from "../answers/answering-rules.ts";
import { planAnswer } from "../answers/plan-answer.ts";
import type { Chat } from "../chat/chat.ts";
import type { Candidate } from "../models/candidate.ts";
import { isRecalled, type MemoryProbe } from "../variants/memory-probes.ts";

/** Tokens of a reply: what must come back is short. */
const replyTokens = 256;
/** A thought about what comes next needs no more. */
const shortThought = 1024;

export interface Recall {
  readonly recalled: number;
  /** Probes that were replied to. */
  readonly asked: number;
  /** Those whose call failed, with the first reason. */
  readonly failed: number;
  readonly reason: string | null;
}

/** Asks every probe once, at temperature 0 where the model takes one, and counts what came back word for word. */
export async function askMemory(
  probes: readonly MemoryProbe[],
  to: { readonly candidate: Candidate; readonly rules: AnsweringRules; readonly chat: Chat },
): Promise<Recall> {
  const { candidate, chat } = to;
  const rules = { ...to.rules, maxAnswerTokens: replyTokens, temperatures: { memory: 0 } };
  const outcomes = await Promise.all(
    probes.map(async (probe) => {
      const { body } = planAnswer({
        question: { id: probe.id, category: "memory", turns: [probe.prompt], hash: probe.id },
        candidate: { ...candidate, thinkingTokens: Math.min(candidate.thinkingTokens, shortThought) },
        rules,
        turn: 1,
        trial: 1,
        seed: 1,
        history: [],
      });
      const outcome = await chat({ body, showsThoughts: candidate.showsThoughts ?? false });
      return { probe, outcome };
    }),
  );
  let [recalled, asked, failed] = [0, 0, 0];
  let reason: string | null = null;
  for (const { probe, outcome } of outcomes) {
    if (outcome.status === "failed") {
      failed += 1;
      reason ??= outcome.message;
      continue;
    }
    asked += 1;
    if (isRecalled(probe, outcome.content)) recalled += 1;
  }
  return { recalled, asked, failed, reason };
}
