import { type JudgmentInput, type JudgmentPlan, planJudgment, ratesTurn } from "../judgments/plan-judgment.ts";
import type { ChatBody } from "../models/request-body.ts";
import { type Conversation, conversationsOf } from "./conversations.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import { type FindAnswer, type Stored, storedAnswers } from "./plan-run.ts";
import type { RunSpec } from "./run-spec.ts";

/** A judgment that can be asked for now: its answer is there. */
export interface DueJudgment {
  readonly input: JudgmentInput;
  readonly plan: JudgmentPlan;
  readonly body: ChatBody;
}

/** Every judgment that is due and whose answer is there, by key, in the order of the conversations. */
export function dueJudgments(spec: RunSpec, stored: Stored): Map<string, DueJudgment> {
  const due = new Map<string, DueJudgment>();
  const find = storedAnswers(spec, stored);
  for (const conversation of conversationsOf(spec)) {
    for (const one of judgmentsOf(conversation, spec, find)) {
      if (isJudgmentDue(stored.judgments.get(one.plan.key), spec.reopened)) due.set(one.plan.key, one);
    }
  }
  return due;
}

/** The judgments of a conversation as far as it has answers. */
function* judgmentsOf({ question, trial }: Conversation, spec: RunSpec, find: FindAnswer): Generator<DueJudgment> {
  const { rating, reopened, seed, asking } = spec;
  const answers: string[] = [];
  for (let turn = 1; rating !== null && turn <= question.turns.length; turn += 1) {
    const { answer } = find(question, { turn, trial, history: answers });
    if (answer === undefined || (asking !== null && isAnswerDue(answer, reopened))) return;
    if (answer.outcome.status === "failed") return;
    answers.push(answer.outcome.text);
    if (!ratesTurn(rating.judge, question, turn)) continue;
    for (let repeat = 1; repeat <= spec.repeats; repeat += 1) {
      const input = { ...rating, question, answer, answers: [...answers], repeat, seed };
      const plan = planJudgment(input);
      if (plan.body !== null) yield { input, plan, body: plan.body };
    }
  }
}
