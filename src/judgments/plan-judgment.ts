import type { AnswerRecord } from "../answers/answer.ts";
import { hashOf, keyOf, type TextHash, textHasher } from "../files/canonical-json.ts";
import type { Judge, JudgePrompt, PromptName } from "../judges/judge.ts";
import { neutralSampling, type Sampling } from "../models/candidate.ts";
import { type ChatBody, requestBody } from "../models/request-body.ts";
import type { Question, References } from "../questions/question.ts";
import { choosePrompt, fillPrompt, promptsOfTurn, shownTexts, textsShown, unfilledPrompt } from "./fill-prompt.ts";
import { type AnswerFlag, answerFlags, guardsHash, hardenAnswer, nonceOf } from "./harden-answer.ts";
import type { JudgeModel } from "./procedure.ts";
import { WrittenLate } from "./written-late.ts";

/** Who rates, and how. */
export interface Rating {
  readonly judge: Judge;
  readonly judgeModel: JudgeModel;
  /** Null when the judge shows none. */
  readonly references: References | null;
  /** Hash of the rating procedure. */
  readonly procedure: string;
  /** Seed of the run; repeat r gets seed + r - 1. */
  readonly seed: number;
}

export interface RatedAnswer {
  readonly question: Question;
  /** The answer to be rated. */
  readonly answer: AnswerRecord;
  /** Final texts of the conversation's turns, the rated one last. */
  readonly answers: readonly string[];
  /** 1-based repetition of the judgment. */
  readonly repeat: number;
}

export interface JudgmentInput extends Rating, RatedAnswer {}

export interface JudgmentPlan {
  /** Content address of the call under its procedure. */
  readonly key: string;
  /** What will be sent; null when there is no answer to rate. */
  readonly body: ChatBody | null;
  readonly prompt: PromptName;
  readonly flags: readonly AnswerFlag[];
}

/** Plans a run's judgments one after another. */
export type PlanJudgment = (rated: RatedAnswer) => JudgmentPlan;

/**
 * What will be sent to rate one answer, and the key of that call: sha256 over the procedure, the answer's key, the repeat,
 * the body with its prompt unfilled, and the texts that will fill it. The key of the answer is part of it so that a
 * judgment belongs to one answer, also when two answers are the same text. The turn must be one that the judge rates
 * (`ratesTurn`). Planning takes every key and hardly any body, so a body is written when it is first read.
 *
 * The plan throws an InputError when the prompt shows a reference that is missing.
 */
export function judgmentPlanner(rating: Rating, textHash: TextHash = textHasher()): PlanJudgment {
  const { judge, references, procedure } = rating;
  const frames = new Map<string, Frame>();
  const frameOf = (prompt: JudgePrompt, repeat: number): Frame => {
    const name = `${prompt.name} ${repeat}`;
    const frame = frames.get(name) ?? {
      hash: hashOf(judgeBody(rating, repeat, unfilledPrompt(prompt))),
      names: shownTexts(prompt),
    };
    frames.set(name, frame);
    return frame;
  };
  const guards = judge.hardened === false ? null : guardsHash(judge.hardened);
  return (rated) => {
    const { question, answer, answers, repeat } = rated;
    const prompt = choosePrompt(judge, question, answer.turn, references);
    if (prompt === null) throw new Error(`the judge ${judge.id} does not rate turn ${answer.turn}`);
    const identity = [procedure, question.hash, answer.turn, answer.key, repeat] as const;
    if (answer.outcome.status === "failed") {
      return { key: keyOf("judgment", ...identity, null), body: null, prompt: prompt.name, flags: [] };
    }
    if (answers.length !== answer.turn || answers.at(-1) !== answer.outcome.text) {
      throw new Error(`the texts given with question ${question.id} are not those of turns 1 to ${answer.turn}`);
    }
    const frame = frameOf(prompt, repeat);
    const seen = { ...rated, answers: answers.map((text) => shownToJudge(text, judge)) };
    const shown = textsShown(prompt, frame.names, { question, answers: seen.answers, references }).map(textHash);
    const key = keyOf("judgment", ...identity, frame.hash, guards, ...shown);
    return new WrittenLate(key, prompt.name, () => writeBody(rating, seen, prompt, key));
  };
}

/** By characters as people count them in code points, not in halves of pairs. */
export function shownToJudge(text: string, { answerCharacters }: Judge): string {
  return answerCharacters === undefined ? text : [...text].slice(0, answerCharacters).join("");
}

/** What all calls with one prompt share. */
interface Frame {
  /** Of the body with its prompt unfilled. */
  readonly hash: string;
  /** The prompt's placeholders in our names, in their order. */
  readonly names: readonly string[];
}

/** A single judgment, planned for itself. */
export function planJudgment(input: JudgmentInput): JudgmentPlan {
  return judgmentPlanner(input)(input);
}

function writeBody(
  rating: Rating,
  { question, answers: given, repeat }: RatedAnswer,
  prompt: JudgePrompt,
  key: string,
): Pick<JudgmentPlan, "body" | "flags"> {
  const { judge, references } = rating;
  const { hardened } = judge;
  const seen = given.map((text) => hardenAnswer(text, hardened === false ? undefined : hardened));
  const answers = judge.hardened ? seen.map((one) => one.text) : given;
  const nonce = judge.hardened ? { nonce: nonceOf(key) } : {};
  return {
    body: judgeBody(rating, repeat, fillPrompt(prompt, { question, answers, references, ...nonce })),
    flags: answerFlags.filter((flag) => seen.some((one) => one.flags.includes(flag))),
  };
}

/** Whether a judge rates a turn at all; a procedure may have no prompt for turn 2, or for those after it. */
export function ratesTurn(judge: Judge, _question: Question, turn: number): boolean {
  const { plain, withReference } = promptsOfTurn(turn);
  // A strict procedure may show every question's reference and have no prompt without.
  return judge.prompts[plain] !== undefined || (judge.strict && judge.prompts[withReference] !== undefined);
}

/**
 * A strict judge sends upstream's fields alone: model, messages under the role `system`, temperature, the token limit under
 * the name that the family takes, and what the procedure lists. Others say every parameter that the wire accepts.
 */
export function judgeBody(rating: Rating, repeat: number, messages: ReturnType<typeof fillPrompt>): ChatBody {
  const { judge, judgeModel } = rating;
  const { wire } = judgeModel;
  const spec = judge.strict ? { ...judgeModel, wire: { ...wire, systemRole: "system" as const } } : judgeModel;
  return requestBody(spec, messages, samplingOf(rating, repeat), judge.sampling.maxTokens, {
    ...judgeModel.familyFields,
    ...judge.sampling.fields,
  });
}

function samplingOf({ judge, seed }: Rating, repeat: number): Sampling {
  const { temperature } = judge.sampling;
  const told = temperature === null ? {} : { temperature };
  if (judge.strict) return told;
  return { ...told, ...neutralSampling, seed: seed + repeat - 1 };
}
