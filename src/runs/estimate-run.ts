import type { AnswerRecord } from "../answers/answer.ts";
import { givenAnswer } from "../answers/given-answer.ts";
import { planAnswer } from "../answers/plan-answer.ts";
import type { Judge } from "../judges/judge.ts";
import type { JudgeModel } from "../judgments/procedure.ts";
import type { ChatBody } from "../models/request-body.ts";
import type { Question } from "../questions/question.ts";
import { addRanges, estimateTokens, noTokens, type Range } from "../text/estimate-tokens.ts";
import { tokensOfRecord } from "./cost.ts";
import { isAnswerDue, isJudgmentDue } from "./due.ts";
import type { DueCall } from "./due-call.ts";
import { type Stored, storedAnswers } from "./plan-run.ts";
import { ratingsPlanner } from "./planned-ratings.ts";
import type { RunSpec } from "./run-spec.ts";

/** What the due calls to one model will probably take. */
export interface CallEstimate {
  readonly model: string;
  readonly role: "candidate" | "judge";
  readonly calls: number;
  readonly prompt: Range;
  readonly completion: Range;
}

/** Visible tokens of a reply where no earlier one shows how long this model's are. */
const usualAnswer: Range = { low: 150, likely: 450, high: 1_200 };
const usualJudgment: Range = { low: 100, likely: 300, high: 900 };
/** Tokens of a thought, likewise. */
const usualThought: Range = { low: 300, likely: 2_000, high: 10_000 };
/** Records from which on the mean of what is there is believed. */
const enough = 5;

/**
 * Estimates what is due, calling nothing: the prompts as they will be sent, with answers that are not there yet as long
 * as this candidate's others (or as usual), and replies as long as those that are there.
 */
export function estimateRun(spec: RunSpec, stored: Stored): CallEstimate[] {
  const answers = { calls: 0, prompt: noTokens };
  /** By judge model, in the order in which they are first asked. */
  const judgments = new Map<string, Tally>();
  const answerRange = answerTokens(spec, stored);
  const find = storedAnswers(spec, stored);
  const planRatings = ratingsPlanner(spec);
  const standIn = "答".repeat(Math.round(usualAnswer.likely));
  for (const question of spec.questions) {
    for (let trial = 1; trial <= spec.trials; trial += 1) walk(question, trial);
  }

  function walk(question: Question, trial: number): void {
    const history: string[] = [];
    let known = true;
    for (let turn = 1; turn <= question.turns.length; turn += 1) {
      const found = known ? find(question, { turn, trial, history }).answer : undefined;
      if (spec.asking !== null && (found === undefined || isAnswerDue(found, spec.reopened))) {
        const { body } = planAnswer({ ...spec.asking, question, turn, trial, history, seed: spec.seed });
        add(answers, body);
        known = false;
        history.push(standIn);
        // To see how long the judge's prompt will be.
        const answer = givenAnswer({ key: "", rules: "", question, turn, trial, text: standIn });
        rate(question, answer, history, true);
        continue;
      }
      if (found?.outcome.status !== "answered") return;
      history.push(found.outcome.text);
      rate(question, found, history, false);
    }
  }

  function rate(question: Question, answer: AnswerRecord, history: readonly string[], isNew: boolean): void {
    for (const { rating, planJudgment, repeat } of planRatings(question, answer)) {
      const plan = planJudgment({ question, answer, answers: [...history], repeat });
      if (!isNew && !isJudgmentDue(stored.judgments.get(plan.key), spec.reopened)) continue;
      const { model } = rating.judgeModel;
      const tally = judgments.get(model) ?? { calls: 0, prompt: noTokens };
      judgments.set(model, tally);
      if (plan.body !== null) add(tally, plan.body);
    }
  }

  const estimates: CallEstimate[] = [];
  if (spec.asking !== null && answers.calls > 0) {
    const completion = times(answerRange, answers.calls);
    estimates.push({ model: spec.asking.candidate.model, role: "candidate", ...answers, completion });
  }
  for (const [model, tally] of judgments) {
    if (spec.rating === null || tally.calls === 0) continue;
    const { judge, raters } = spec.rating;
    const all = [...stored.judgments.values()];
    // A jury's members do not write alike.
    const own = raters.kind === "one" ? all : all.filter(({ judgeModel }) => judgeModel === model);
    estimates.push(judgeEstimate({ judge, model }, tally, own));
  }
  return estimates;
}

/** Calls, and their prompts together. */
interface Tally {
  calls: number;
  prompt: Range;
}

/** What a judge model's due calls will take, by their prompts and by the replies that are there. */
function judgeEstimate(
  { judge, model }: { readonly judge: Pick<Judge, "sampling">; readonly model: string },
  due: Readonly<Tally>,
  records: Parameters<typeof seen>[0],
): CallEstimate {
  const usual = seen(records) ?? usualJudgment;
  const each = judge.sampling.maxTokens === null ? usual : capped(usual, judge.sampling.maxTokens);
  return { model, role: "judge", ...due, completion: times(each, due.calls) };
}

/** The same of matches; null: none is due. */
export function estimateMatches(
  { judge, judgeModel }: { readonly judge: Pick<Judge, "sampling">; readonly judgeModel: Pick<JudgeModel, "model"> },
  calls: Iterable<DueCall>,
  records: Parameters<typeof seen>[0],
): CallEstimate | null {
  const due = { calls: 0, prompt: noTokens };
  for (const { body } of calls) add(due, body);
  return due.calls === 0 ? null : judgeEstimate({ judge, model: judgeModel.model }, due, records);
}

function answerTokens({ asking }: RunSpec, stored: Stored): Range {
  if (asking === null) return noTokens;
  const { thinkingTokens } = asking.candidate;
  const limit = asking.rules.maxAnswerTokens + thinkingTokens;
  const usual = thinkingTokens > 0 ? addRanges(usualAnswer, capped(usualThought, thinkingTokens)) : usualAnswer;
  return capped(seen([...stored.answers.values()]) ?? usual, limit);
}

/** Mean tokens of the replies that are there, with a margin for the questions that are not; null: too few. */
function seen(records: readonly Parameters<typeof tokensOfRecord>[0][]): Range | null {
  const counts = records.map((record) => tokensOfRecord(record).completion).filter((count) => count > 0);
  if (counts.length < enough) return null;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return { low: mean * 0.75, likely: mean, high: mean * 1.35 };
}

function add(sum: Tally, body: ChatBody): void {
  sum.calls += 1;
  for (const { content } of body.messages) sum.prompt = addRanges(sum.prompt, estimateTokens(content));
}

function capped(range: Range, limit: number): Range {
  return { low: Math.min(range.low, limit), likely: Math.min(range.likely, limit), high: Math.min(range.high, limit) };
}

function times(range: Range, count: number): Range {
  return { low: range.low * count, likely: range.likely * count, high: range.high * count };
}
