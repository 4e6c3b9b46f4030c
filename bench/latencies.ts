import { sha256 } from "../src/files/canonical-json.ts";
import { makeRandom, randomNormal } from "../src/statistics/resampling/random.ts";

/** Log-normal latencies with a given mean, the same for a call whenever it is asked. */
export interface LatencyModel {
  readonly seed: string;
  /** Mean of an answer and of a judgment, milliseconds; 0: at once. */
  readonly meanMs: number;
  /** Standard deviation of the logarithm. */
  readonly answerSigma: number;
  readonly judgmentSigma: number;
}

/** A call by what it is about: which conversation, which turn, which trial. */
export interface CallName {
  readonly kind: "answer" | "judgment";
  /** `questionName` of its first turn. */
  readonly question: string;
  readonly turn: number;
  readonly trial: number;
}

export function latencyOf({ seed, meanMs, ...sigmas }: LatencyModel, call: CallName): number {
  if (meanMs === 0) return 0;
  const sigma = call.kind === "answer" ? sigmas.answerSigma : sigmas.judgmentSigma;
  const random = makeRandom(JSON.stringify([seed, call.kind, call.question, call.turn, call.trial]));
  return meanMs * Math.exp(sigma * randomNormal(random) - (sigma * sigma) / 2);
}

const names = 8;

/** A short name that both sides can work out from what is asked. */
export function questionName(firstTurn: string): string {
  return sha256(firstTurn).slice(0, names);
}
