import { textOfOutcome } from "../answers/answer.ts";
import type { Cell } from "./cells.ts";

/** How often repetitions of one answer came out byte for byte the same though they were sampled. */
export interface IdenticalTrials {
  /** Turns with at least two answers at a temperature above 0. */
  readonly compared: number;
  /** Those of them whose answers are all the same text. */
  readonly identical: number;
}

/**
 * Repetitions that were sampled and are the same in most turns come from a cache between us and the model: they are one
 * measurement that is counted several times, and the interval would be too narrow.
 */
export function identicalTrials(cells: readonly Cell[]): IdenticalTrials {
  let compared = 0;
  let identical = 0;
  for (const { answers } of cells) {
    const texts: string[] = [];
    for (const { outcome, sent } of answers) {
      const temperature = sent?.temperature;
      // A server that is told no temperature uses its own, which is above 0 in every one we know.
      if (outcome.status === "answered" && sent !== null && temperature !== 0) texts.push(outcome.text);
    }
    if (texts.length < 2) continue;
    compared += 1;
    if (texts.every((text) => text === texts[0])) identical += 1;
  }
  return { compared, identical };
}

/**
 * The same over several runs of one candidate, at any temperature: a greedy run that is repeated says nothing of how much
 * another run would differ either.
 */
export function identicalRuns(runs: readonly (readonly Cell[])[]): IdenticalTrials {
  const texts = new Map<string, string[]>();
  for (const { questionHash, turn, answers } of runs.flat()) {
    const place = `${questionHash} ${turn}`;
    const said = answers.flatMap(({ outcome }) => textOfOutcome(outcome) ?? []);
    texts.set(place, [...(texts.get(place) ?? []), ...said]);
  }
  const repeated = [...texts.values()].filter((said) => said.length > 1);
  return {
    compared: repeated.length,
    identical: repeated.filter((said) => said.every((text) => text === said[0])).length,
  };
}

/** Short factual answers repeat themselves honestly, so only a majority counts as a sign of a cache. */
export function looksCached({ compared, identical }: IdenticalTrials): boolean {
  return compared > 0 && identical * 2 > compared;
}

/** What a reader must know of trials that look cached; null when they do not. */
export function cacheWarning(trials: IdenticalTrials): string | null {
  if (!looksCached(trials)) return null;
  return `trials are byte-identical in ${trials.identical} of ${trials.compared} sampled turns: a cache upstream?`;
}
