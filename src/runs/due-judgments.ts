import { textOfOutcome } from "../answers/answer.ts";
import { judgeAnswer } from "../judgments/judge-answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { JudgmentInput, JudgmentPlan, RatedAnswer } from "../judgments/plan-judgment.ts";
import { type Conversation, conversationsOf } from "./conversations.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import type { DueCall } from "./due-call.ts";
import { type FindAnswer, type Stored, storedAnswers } from "./plan-run.ts";
import { type PlannedRating, type PlanRatings, ratingsPlanner } from "./planned-ratings.ts";
import type { RunSpec } from "./run-spec.ts";

/** A judgment that can be asked for now: its answer is there. */
export interface DueJudgment {
  readonly input: JudgmentInput;
  readonly plan: JudgmentPlan;
}

/** The same as a call; null where there is nothing to send. */
export function judgmentCall(
  { input, plan }: DueJudgment,
  keep: (judgment: JudgmentRecord) => Promise<void>,
): DueCall | null {
  const { body } = plan;
  if (body === null) return null;
  return {
    key: plan.key,
    body,
    async make(chat, { signal, batch, isKept = () => true }) {
      const judgment = await judgeAnswer(input, chat, { plan, signal });
      if (!isKept(judgment)) return false;
      await keep(batch === undefined ? judgment : { ...judgment, batch });
      return true;
    },
  };
}

/** Every judgment that is due and whose answer is there, by key, in the order of the conversations. */
export function dueJudgments(spec: RunSpec, stored: Stored): Map<string, DueJudgment> {
  const due = new Map<string, DueJudgment>();
  const find = storedAnswers(spec, stored);
  const planRatings = ratingsPlanner(spec);
  for (const conversation of conversationsOf(spec)) {
    for (const { rated, by } of ratedAnswers(conversation, spec, find, planRatings)) {
      const plan = by.planJudgment(rated);
      if (!isJudgmentDue(stored.judgments.get(plan.key), spec.reopened)) continue;
      if (plan.body !== null) due.set(plan.key, { input: { ...by.rating, ...rated }, plan });
    }
  }
  return due;
}

/** What a conversation has to be rated, as far as it has answers. */
function* ratedAnswers(
  { question, trial }: Conversation,
  spec: RunSpec,
  find: FindAnswer,
  planRatings: PlanRatings,
): Generator<{ readonly rated: RatedAnswer; readonly by: PlannedRating }> {
  const { asking, reopened } = spec;
  const answers: string[] = [];
  for (let turn = 1; turn <= question.turns.length; turn += 1) {
    const { answer } = find(question, { turn, trial, history: answers });
    if (answer === undefined || (asking !== null && isAnswerDue(answer, reopened))) return;
    const text = textOfOutcome(answer.outcome);
    if (text === null) return;
    answers.push(text);
    for (const by of planRatings(question, { turn, trial })) {
      yield { rated: { question, answer, answers: [...answers], repeat: by.repeat }, by };
    }
  }
}
