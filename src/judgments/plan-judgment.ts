import type { AnswerRecord } from "../answers/answer.ts";
import { hashOf, type Json } from "../files/canonical-json.ts";
import type { Judge, PromptName } from "../judges/judge.ts";
import type { Sampling } from "../models/candidate.ts";
import { type ChatBody, requestBody } from "../models/request-body.ts";
import type { Question, References } from "../questions/question.ts";
import { choosePrompt, fillPrompt } from "./fill-prompt.ts";
import { type AnswerFlag, answerFlags, hardenAnswer, nonceOf } from "./harden-answer.ts";
import type { JudgeModel } from "./procedure.ts";

export interface JudgmentInput {
  readonly judge: Judge;
  readonly judgeModel: JudgeModel;
  /** Null when the judge shows none. */
  readonly references: References | null;
  /** Hash of the rating procedure. */
  readonly procedure: string;
  readonly question: Question;
  /** The answer to be rated. */
  readonly answer: AnswerRecord;
  /** Final texts of the conversation's turns, the rated one last. */
  readonly answers: readonly string[];
  /** 1-based repetition of the judgment. */
  readonly repeat: number;
  /** Seed of the run; repeat r gets seed + r - 1. */
  readonly seed: number;
}

export interface JudgmentPlan {
  /** Content address of the call under its procedure. */
  readonly key: string;
  /** What will be sent; null when there is no answer to rate. */
  readonly body: ChatBody | null;
  readonly prompt: PromptName;
  readonly flags: readonly AnswerFlag[];
}

/**
 * What will be sent to rate one answer, and the key of that call: sha256 over the procedure, the answer's key, the repeat
 * and the body. The key of the answer is part of it so that a judgment belongs to one answer, also when two answers are
 * the same text. The turn must be one that the judge rates (`ratesTurn`).
 *
 * @throws InputError when the prompt shows a reference that is missing.
 */
export function planJudgment(input: JudgmentInput): JudgmentPlan {
  const { judge, question, answer } = input;
  const prompt = choosePrompt(judge, question, answer.turn, input.references);
  if (prompt === null) throw new Error(`the judge ${judge.id} does not rate turn ${answer.turn}`);
  const identity = {
    kind: "judgment",
    procedure: input.procedure,
    question: question.hash,
    turn: answer.turn,
    answer: answer.key,
    repeat: input.repeat,
  };
  if (answer.outcome.status === "failed") {
    return { key: hashOf({ ...identity, body: null }), body: null, prompt: prompt.name, flags: [] };
  }
  if (input.answers.length !== answer.turn || input.answers.at(-1) !== answer.outcome.text) {
    throw new Error(`the texts given with question ${question.id} are not those of turns 1 to ${answer.turn}`);
  }
  const seen = input.answers.map(hardenAnswer);
  const answers = judge.hardened ? seen.map((one) => one.text) : input.answers;
  const bodyWith = (nonce: string) =>
    bodyOf(input, fillPrompt(prompt, { question, answers, references: input.references, nonce }));
  const unfilled = bodyWith("{nonce}");
  const key = hashOf({ ...identity, body: asJson(unfilled) });
  return {
    key,
    body: judge.hardened ? bodyWith(nonceOf(key)) : unfilled,
    prompt: prompt.name,
    flags: answerFlags.filter((flag) => seen.some((one) => one.flags.includes(flag))),
  };
}

/** Whether a judge rates a turn at all; a procedure may have no prompt for turn 2. */
export function ratesTurn(judge: Judge, _question: Question, turn: number): boolean {
  if (turn === 1) return judge.prompts["single-v1"] !== undefined;
  return turn === 2 && judge.prompts["single-v1-multi-turn"] !== undefined;
}

/**
 * A strict judge sends upstream's fields alone: model, messages under the role `system`, temperature, the token limit under
 * the name that the family takes, and what the procedure lists. Others say every parameter that the wire accepts.
 */
function bodyOf(input: JudgmentInput, messages: ReturnType<typeof fillPrompt>): ChatBody {
  const { judge, judgeModel } = input;
  const { wire } = judgeModel;
  const spec = judge.strict ? { ...judgeModel, wire: { ...wire, systemRole: "system" as const } } : judgeModel;
  return requestBody(spec, messages, samplingOf(input), judge.sampling.maxTokens, {
    ...judgeModel.familyFields,
    ...judge.sampling.fields,
  });
}

function samplingOf({ judge, repeat, seed }: JudgmentInput): Sampling {
  const { temperature } = judge.sampling;
  if (judge.strict) return { temperature };
  return {
    temperature,
    topP: 1,
    topK: -1,
    minP: 0,
    presencePenalty: 0,
    frequencyPenalty: 0,
    repetitionPenalty: 1,
    seed: seed + repeat - 1,
  };
}

function asJson(body: ChatBody): Json {
  const messages = body.messages.map(({ role, content }) => ({ role, content }));
  return { ...body, messages };
}
