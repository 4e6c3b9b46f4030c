import { sha256 } from "../src/files/canonical-json.ts";
import { makeRandom, randomNormal } from "../src/statistics/resampling/random.ts";

/** How far the logarithms of two lengths go together. */
export interface Correlations {
  /** Two candidates' answers to the same turn, and two trials of one. */
  readonly writers: number;
  /** One candidate's answers to the two turns of a question. */
  readonly turns: number;
  /** One candidate's answer to one turn and another one's to the other. */
  readonly across: number;
  /** An answer and its judgment. */
  readonly answerToJudgment: number;
  /** Judgments of two candidates' answers to the same turn. */
  readonly judgments: number;
  /** Judgments of one candidate's two turns. */
  readonly judgedTurns: number;
}

/**
 * Of tokens as `estimateTokens` counts them, on real answers of four models (GPT-4o, Qwen3-235B with its thought, two Shisa v2)
 * to the 80 Japanese questions, GPT-4.1's reference answers to them, and GPT-4.1's 320 judgments of two of them, all from
 * shisa-ai/ja-mt-bench-harness; Pearson's r of natural logarithms over 80 questions, means over turns and pairs:
 *
 *   writers           0.72 over all six pairs, 0.83 (0.75-0.89) over those three that do not think; 0.81 with the reference
 *   turns             0.58 (0.51-0.62)
 *   across            0.49 (0.41-0.58)
 *   answerToJudgment  0.47 (0.44-0.50)
 *   judgments         0.68 (0.64, 0.72)
 *   judgedTurns       0.57 (0.55, 0.59)
 *
 * No model was recorded twice. Two trials of one model are taken to go together as two models do, which is the least that they can.
 */
export const measuredCorrelations: Correlations = {
  writers: 0.8,
  turns: 0.58,
  across: 0.49,
  answerToJudgment: 0.47,
  judgments: 0.68,
  judgedTurns: 0.57,
};

/** Mean estimated tokens of those judgments over those of the answers: 406 / 587. */
export const measuredJudgmentLoad = 0.69;

/** Log-normal latencies with a given mean, the same for a call whenever it is asked. */
export interface LatencyModel {
  readonly seed: string;
  /** Mean of an answer, milliseconds; 0: at once. */
  readonly meanMs: number;
  /** Mean of a judgment, milliseconds; absent: an answer's. */
  readonly judgmentMeanMs?: number | undefined;
  /** Standard deviation of the logarithm. */
  readonly answerSigma: number;
  readonly judgmentSigma: number;
  /** Absent: every call is drawn for itself. */
  readonly correlations?: Correlations | undefined;
}

/** A call by what it is about: which conversation, which turn, which trial. */
export interface CallName {
  readonly kind: "answer" | "judgment";
  /** `questionName` of its first turn. */
  readonly question: string;
  readonly turn: number;
  readonly trial: number;
  /** Another candidate that was asked the same; absent: the one that is measured. */
  readonly candidate?: string | undefined;
}

/** Milliseconds. */
export function latencyOf(model: LatencyModel, call: CallName): number {
  const { meanMs, judgmentMeanMs = meanMs } = model;
  if (meanMs === 0) return 0;
  const isAnswer = call.kind === "answer";
  const sigma = isAnswer ? model.answerSigma : model.judgmentSigma;
  const z = model.correlations === undefined ? aloneOf(model.seed, call) : togetherOf(model, model.correlations, call);
  return (isAnswer ? meanMs : judgmentMeanMs) * Math.exp(sigma * z - (sigma * sigma) / 2);
}

/** Standard normal, one for each name. */
function drawn(...name: readonly unknown[]): number {
  return randomNormal(makeRandom(JSON.stringify(name)));
}

function aloneOf(seed: string, { kind, question, turn, trial, candidate }: CallName): number {
  return drawn(seed, kind, question, turn, trial, ...(candidate === undefined ? [] : [candidate]));
}

/**
 * Standard normal, a sum of what all share of a question, what all share of its turn, what a conversation has of its own, and a
 * rest, with the weights that give the correlations.
 */
function togetherOf({ seed }: LatencyModel, to: Correlations, call: CallName): number {
  const { kind, question, turn, trial, candidate = "" } = call;
  const who = [candidate, trial];
  const answer =
    Math.sqrt(to.across) * drawn(seed, "question", question) +
    Math.sqrt(to.writers - to.across) * drawn(seed, "turn", question, turn) +
    Math.sqrt(to.turns - to.across) * drawn(seed, "talk", question, ...who) +
    Math.sqrt(1 - to.writers - (to.turns - to.across)) * drawn(seed, "answer", question, turn, ...who);
  if (kind === "answer") return answer;
  // What of the judgments' correlations is not the answers' own.
  const slope = to.answerToJudgment;
  const ofQuestion = to.judgedTurns - slope ** 2 * to.turns;
  const ofTurn = to.judgments - slope ** 2 * to.writers - ofQuestion;
  return (
    slope * answer +
    Math.sqrt(ofQuestion) * drawn(seed, "judged question", question) +
    Math.sqrt(ofTurn) * drawn(seed, "judged turn", question, turn) +
    Math.sqrt(1 - slope ** 2 - ofQuestion - ofTurn) * drawn(seed, "judgment", question, turn, ...who)
  );
}

const names = 8;

/** A short name that both sides can work out from what is asked. */
export function questionName(firstTurn: string): string {
  return sha256(firstTurn).slice(0, names);
}
