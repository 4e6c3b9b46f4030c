import type { PartEntry } from "../results/desk/desk-plan.ts";
import { makeRandom, type Random, randomInteger } from "../statistics/resampling/random.ts";
import { shuffled } from "./draw-questions.ts";

export interface Deal {
  /** Questions in the order of their categories, so that neighbours are alike. */
  readonly questions: number;
  readonly candidates: number;
  /** Two candidates side by side instead of one after another. */
  readonly pairs: boolean;
  /** Parts: one a person. */
  readonly raters: number;
  /** Questions that are rated twice; at most all of them. */
  readonly twice: number;
  readonly seed: number;
}

/**
 * Deals questions into parts. Every question goes to the part that has least, so that each part has its share of every
 * category; `twice` of them, spread over the categories, go to a second part as well, or to the only one at its end. One part rates
 * all candidates of a question. Inside a part questions are shuffled, and another candidate's answer to a question comes a
 * whole round later.
 */
export function dealParts(deal: Deal): PartEntry[][] {
  const { questions, raters, seed } = deal;
  const doubles = new Set(spread(questions, Math.min(deal.twice, questions)));
  const own: number[][] = Array.from({ length: raters }, () => []);
  const again: number[] = [];
  for (let question = 0; question < questions; question += 1) {
    const times = doubles.has(question) ? 2 : 1;
    for (const part of shortest(own, Math.min(times, raters))) part.push(question);
    if (times > raters) again.push(question);
  }
  return own.map((part, index) => {
    const random = makeRandom(`${seed}/part/${index + 1}`);
    return [...rounds(part, 1, deal, random), ...rounds(again, 2, deal, random)];
  });
}

/** The parts that have least, the earlier one first where several have. */
function shortest(parts: readonly number[][], count: number): number[][] {
  return [...parts].sort((a, b) => a.length - b.length).slice(0, count);
}

/** `count` of `total` places at even distances. */
function spread(total: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
}

function rounds(part: readonly number[], repeat: number, { candidates, pairs }: Deal, random: Random): PartEntry[] {
  if (pairs) {
    return shuffled(part, random).map((question) => ({
      question,
      candidate: null,
      repeat,
      swapped: randomInteger(random, 2) === 1,
    }));
  }
  const all = Array.from({ length: candidates }, (_, index) => index);
  const order = new Map(part.map((question) => [question, shuffled(all, random)]));
  return all.flatMap((round) =>
    shuffled(part, random).map((question) => ({
      question,
      candidate: order.get(question)?.[round] ?? 0,
      repeat,
      swapped: false,
    })),
  );
}
