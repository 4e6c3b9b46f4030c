import { type JudgmentInput, type JudgmentPlan, planJudgment, ratesTurn } from "../judgments/plan-judgment.ts";
import type { ChatBody } from "../models/request-body.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import { findAnswer, type Stored } from "./plan-run.ts";
import type { RunSpec } from "./run-spec.ts";

/** A judgment that can be asked for now: its answer is there. */
export interface DueJudgment {
  readonly input: JudgmentInput;
  readonly plan: JudgmentPlan;
  readonly body: ChatBody;
}

/** Every judgment that is due and whose answer is there, by key, in the order of the questions. */
export function dueJudgments(spec: RunSpec, stored: Stored): Map<string, DueJudgment> {
  const due = new Map<string, DueJudgment>();
  const { rating, reopened, seed } = spec;
  if (rating === null) return due;
  for (const question of spec.questions) {
    for (let trial = 1; trial <= spec.trials; trial += 1) {
      const answers: string[] = [];
      for (let turn = 1; turn <= question.turns.length; turn += 1) {
        const answer = findAnswer(spec, stored, question, { turn, trial, history: answers });
        if (answer === undefined || (spec.asking !== null && isAnswerDue(answer, reopened))) break;
        if (answer.outcome.status === "failed") break;
        answers.push(answer.outcome.text);
        const repeats = ratesTurn(rating.judge, question, turn) ? spec.repeats : 0;
        for (let repeat = 1; repeat <= repeats; repeat += 1) {
          const input = { ...rating, question, answer, answers: [...answers], repeat, seed };
          const plan = planJudgment(input);
          if (plan.body === null || !isJudgmentDue(stored.judgments.get(plan.key), reopened)) continue;
          due.set(plan.key, { input, plan, body: plan.body });
        }
      }
    }
  }
  return due;
}
