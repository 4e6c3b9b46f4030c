import { normalCdf, normalQuantile } from "../../src/statistics/distributions.ts";
import { type Random, randomNormal } from "../../src/statistics/resampling/random.ts";

/**
 * A benchmark whose truth is known: 8 fixed categories of 10 questions drawn at random, 2 turns each. A rating is a normal
 * latent value rounded to 1..10, so the ceiling bites as in real data.
 */
export const CATEGORIES = 8;
export const QUESTIONS_PER_CATEGORY = 10;
export const QUESTIONS = CATEGORIES * QUESTIONS_PER_CATEGORY;
export const TURNS = 2;

/** Standard deviation of a latent rating inside a category, and the correlation between the two turns of a question. */
const QUESTION_SD = 2.2;
const TURN_CORRELATION = 0.5;

/** Category effects of fixed size: normal scores scaled to the wanted standard deviation. */
export function categoryEffects(sd: number): number[] {
  const scores = Array.from({ length: CATEGORIES }, (_, index) => normalQuantile((index + 0.5) / CATEGORIES));
  const size = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / CATEGORIES);
  return scores.map((score) => (sd * score) / size);
}

/** Mean of the ratings over the population of questions of these categories, exactly: 1 + sum over k of P(rating >= k). */
function populationMean(location: number, effects: readonly number[]): number {
  let mean = 0;
  for (const effect of effects) {
    let expected = 1;
    for (let rating = 2; rating <= 10; rating++) {
      expected += normalCdf((location + effect - (rating - 0.5)) / QUESTION_SD);
    }
    mean += expected / effects.length;
  }
  return mean;
}

/** The latent location at which the population mean is the wanted one. */
export function locationFor(mean: number, effects: readonly number[]): number {
  let low = -30;
  let high = 50;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (populationMean(middle, effects) < mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function rate(latent: number): number {
  return Math.min(10, Math.max(1, Math.round(latent)));
}

/** One candidate, one trial: ratings[question][turn]. Questions 0..9 are of the first category, and so on. */
export function drawBenchmark(location: number, effects: readonly number[], random: Random): number[][] {
  const between = QUESTION_SD * Math.sqrt(TURN_CORRELATION);
  const within = QUESTION_SD * Math.sqrt(1 - TURN_CORRELATION);
  return Array.from({ length: QUESTIONS }, (_, question) => {
    const level = location + effectOf(question, effects) + between * randomNormal(random);
    return Array.from({ length: TURNS }, () => rate(level + within * randomNormal(random)));
  });
}

/** Variance that a fresh answer adds to the difference of two question means (0.6 for each of the two candidates). */
export const FRESH_VARIANCE = 1.2;

/**
 * Two candidates, several trials: [candidate, baseline][trial][question][turn]. The difference of their question means has
 * the standard deviation `pairedSd` on the latent scale in one trial; the fresh part of it differs from trial to trial.
 */
export function drawPair(
  locations: readonly [candidate: number, baseline: number],
  effects: readonly number[],
  pairedSd: number,
  trials: number,
  random: Random,
): number[][][][] {
  const total = QUESTION_SD ** 2;
  const own = (pairedSd ** 2 - FRESH_VARIANCE) / 2;
  const shared = Math.sqrt(TURN_CORRELATION * total - own);
  const sharedTurn = Math.sqrt((1 - TURN_CORRELATION) * total - FRESH_VARIANCE);
  const pair: number[][][][] = locations.map(() => Array.from({ length: trials }, () => []));
  for (let question = 0; question < QUESTIONS; question++) {
    const difficulty = effectOf(question, effects) + shared * randomNormal(random);
    const turns = Array.from({ length: TURNS }, () => sharedTurn * randomNormal(random));
    for (const [side, location] of locations.entries()) {
      const level = location + difficulty + Math.sqrt(own) * randomNormal(random);
      for (let trial = 0; trial < trials; trial++) {
        pair[side]?.[trial]?.push(
          turns.map((turn) => rate(level + turn + Math.sqrt(FRESH_VARIANCE) * randomNormal(random))),
        );
      }
    }
  }
  return pair;
}

function effectOf(question: number, effects: readonly number[]): number {
  return effects[Math.floor(question / QUESTIONS_PER_CATEGORY)] as number;
}
