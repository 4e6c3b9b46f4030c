import type { AnswerRecord } from "../answers/answer.ts";
import { hashOf, keyOf, sha256, type TextHash, textHasher } from "../files/canonical-json.ts";
import type { PairPrompt, PairPromptName } from "../judges/judge.ts";
import { shownTexts, unfilledPrompt } from "../judgments/fill-prompt.ts";
import { nonceOf } from "../judgments/harden-answer.ts";
import { judgeBody, type Rating, shownToJudge } from "../judgments/plan-judgment.ts";
import { WrittenLate } from "../judgments/written-late.ts";
import type { ChatBody } from "../models/request-body.ts";
import type { Question } from "../questions/question.ts";
import { choosePairPrompt, fillPairPrompt, type PairInput, type PairJudge, pairTexts } from "./fill-pair-prompt.ts";
import { hardenPairAnswer, pairGuardsHash } from "./harden-pair.ts";

/** Who compares, and how. `procedure` is the hash of the match procedure. */
export interface Matching extends Rating {
  readonly judge: PairJudge;
}

/** One of the two answers that a judge is shown. */
export interface MatchedSide {
  /** As records name the candidate. */
  readonly candidate: string;
  readonly answer: AnswerRecord;
  /** Final texts of the conversation's turns, the compared one last. */
  readonly texts: readonly string[];
}

/** Two answers to one turn in one order. */
export interface ShownPair {
  readonly question: Question;
  readonly first: MatchedSide;
  readonly second: MatchedSide;
  /** 1-based repetition of the same look. */
  readonly repeat: number;
}

export interface MatchPlan {
  /** Content address of the call under its procedure, in this order. */
  readonly key: string;
  readonly body: ChatBody;
  readonly prompt: PairPromptName;
  /** What in each answer looked like an attempt to steer the judge. */
  readonly flags: { readonly first: readonly string[]; readonly second: readonly string[] };
}

/** Plans a launch's matches one after another. */
export type PlanMatch = (shown: ShownPair) => MatchPlan;

/**
 * What will be sent to compare two answers in one order, and the key of that call: sha256 over the procedure, both answers'
 * keys and candidates in their order, the repeat, the body with its prompt unfilled, and the texts that will fill it. Each
 * answer's nonce is drawn from the key, so that no answer can be written that contains it. A body is written when it is
 * first read.
 *
 * The plan throws an InputError when the prompt shows a reference that is missing.
 */
export function matchPlanner(matching: Matching, textHash: TextHash = textHasher()): PlanMatch {
  const { judge, references, procedure } = matching;
  const frames = new Map<string, { readonly hash: string; readonly names: readonly string[] }>();
  const frameOf = (prompt: PairPrompt, repeat: number) => {
    const name = `${prompt.name} ${repeat}`;
    const frame = frames.get(name) ?? {
      hash: hashOf(judgeBody(matching, repeat, unfilledPrompt(prompt))),
      names: shownTexts(prompt),
    };
    frames.set(name, frame);
    return frame;
  };
  const guards = judge.hardened === false ? null : pairGuardsHash;
  return (shown) => {
    const { question, first, second, repeat } = shown;
    const { turn, trial } = first.answer;
    const prompt = choosePairPrompt(judge, question, turn, references);
    if (prompt === null) throw new Error(`the judge ${judge.id} does not compare answers to turn ${turn}`);
    for (const { answer, texts } of [first, second]) {
      const isOwn = answer.outcome.status === "answered" && texts.at(-1) === answer.outcome.text;
      if (!isOwn || texts.length !== turn || answer.turn !== turn || answer.trial !== trial) {
        throw new Error(`the texts given with question ${question.id} are not those of turns 1 to ${turn}`);
      }
    }
    const frame = frameOf(prompt, repeat);
    const seen = (answers: readonly string[]) => answers.map((text) => shownToJudge(text, judge));
    const input: PairInput = { question, first: seen(first.texts), second: seen(second.texts), references };
    const sides = [first.candidate, first.answer.key, second.candidate, second.answer.key] as const;
    const texts = pairTexts(prompt, frame.names, input).map(textHash);
    const key = keyOf("match", procedure, question.hash, turn, ...sides, repeat, frame.hash, guards, ...texts);
    return new WrittenLate(key, prompt.name, () => writeBody(matching, prompt, input, { key, repeat }));
  };
}

function writeBody(
  matching: Matching,
  prompt: PairPrompt,
  given: PairInput,
  { key, repeat }: { readonly key: string; readonly repeat: number },
): Pick<MatchPlan, "body" | "flags"> {
  if (matching.judge.hardened === false) {
    return { body: judgeBody(matching, repeat, fillPairPrompt(prompt, given)), flags: { first: [], second: [] } };
  }
  const first = given.first.map(hardenPairAnswer);
  const second = given.second.map(hardenPairAnswer);
  const input: PairInput = {
    ...given,
    first: first.map(({ text }) => text),
    second: second.map(({ text }) => text),
    // Two marks that neither answer can know, and that say nothing of each other.
    nonces: { first: nonceOf(sha256(`first of ${key}`)), second: nonceOf(sha256(`second of ${key}`)) },
  };
  const flagsOf = (sides: typeof first) => [...new Set(sides.flatMap(({ flags }) => flags))];
  return {
    body: judgeBody(matching, repeat, fillPairPrompt(prompt, input)),
    flags: { first: flagsOf(first), second: flagsOf(second) },
  };
}
