import type { LinkRow } from "../../src/linking/link-table.ts";
import { makeLink } from "../../src/linking/make-link.ts";
import { chunkSeed, makeRandom, type Random, randomNormal } from "../../src/statistics/resampling/random.ts";
import { makeRow, makeTable } from "../linking/make-table.ts";

/** A benchmark of two judges whose truth is known. */
export interface LinkWorld {
  readonly name: string;
  /** Mean ability of the models, on the first judge's scale before it ends. */
  readonly ability: number;
  readonly abilitySd: number;
  /** Trials of the anchors and of the new model, on the first table; the second one has one of each. */
  readonly trials: { readonly anchors: number; readonly row: number };
}

export interface LinkCoverage {
  /** Share of the new models inside the anchors' range whose second score the interval held. */
  readonly share: number;
  readonly tested: number;
  readonly outside: number;
  readonly refused: number;
  /** Mean half-width, in points. */
  readonly halfWidth: number;
  /** Root mean squares of the translated and of the raw score's miss. */
  readonly linked: number;
  readonly raw: number;
}

const QUESTIONS = 80;
/** Of a question's rating, in points: difficulty, what a model finds easy, one answer, and one judge's taste for a model. */
const DIFFICULTY_SD = 1;
const MATCH_SD = 1;
const ANSWER_SD = 0.9;
const TASTE_SD = 0.12;
/** The second judge is stricter and spreads the models less. */
const SECOND = { intercept: -0.4, slope: 0.85 };

interface Model {
  readonly ability: number;
  readonly ease: readonly number[];
  readonly tastes: readonly [number, number];
}

/**
 * Draws anchors and one new model, rates them by two judges, links, and looks whether the interval held; until so many new
 * models fell inside the anchors' range.
 */
export function simulateLinks(world: LinkWorld, anchors: number, benchmarks: number): LinkCoverage {
  const sums = { held: 0, tested: 0, outside: 0, refused: 0, width: 0, linked: 0, raw: 0 };
  for (let index = 0; sums.tested < benchmarks; index++) {
    const random = makeRandom(chunkSeed(`links/${world.name}/${anchors}`, index));
    const difficulty = Array.from({ length: QUESTIONS }, () => DIFFICULTY_SD * randomNormal(random));
    const models = Array.from({ length: anchors + 1 }, () => drawModel(world, random));
    const first = models.map((model, at) => {
      const trials = at === anchors ? world.trials.row : world.trials.anchors;
      return scoreOf(model, difficulty, { judge: 0, trials, random });
    });
    const second = models.map((model) => scoreOf(model, difficulty, { judge: 1, trials: 1, random }));
    const from = makeTable(
      "from",
      first.map((score, at) => rowOf(at, score, world, anchors)),
    );
    const to = makeTable(
      "to",
      second.slice(0, anchors).map((score, at) => makeRow(`m${at}`, score)),
    );
    const { outcome } = makeLink(from, to, { likely: false });
    if (outcome.kind === "refused") {
      sums.refused += 1;
      continue;
    }
    const translation = outcome.rows[0]?.translation;
    if (translation?.kind !== "linked") {
      sums.outside += 1;
      continue;
    }
    const truth = second[anchors] ?? Number.NaN;
    sums.tested += 1;
    if (translation.low <= truth && truth <= translation.high) sums.held += 1;
    sums.width += (translation.high - translation.low) / 2;
    sums.linked += (truth - translation.value) ** 2;
    sums.raw += (truth - (first[anchors] ?? Number.NaN)) ** 2;
  }
  const { tested, outside, refused } = sums;
  return {
    share: sums.held / tested,
    tested,
    outside,
    refused,
    halfWidth: sums.width / tested,
    linked: Math.sqrt(sums.linked / tested),
    raw: Math.sqrt(sums.raw / tested),
  };
}

function drawModel({ ability, abilitySd }: LinkWorld, random: Random): Model {
  return {
    ability: ability + abilitySd * randomNormal(random),
    ease: Array.from({ length: QUESTIONS }, () => MATCH_SD * randomNormal(random)),
    tastes: [TASTE_SD * randomNormal(random), TASTE_SD * randomNormal(random)],
  };
}

/** Mean of whole ratings from 1 to 10 over the questions and trials: the scale's end is where it is in earnest. */
function scoreOf(
  model: Model,
  difficulty: readonly number[],
  by: { readonly judge: 0 | 1; readonly trials: number; readonly random: Random },
): number {
  let sum = 0;
  for (let trial = 0; trial < by.trials; trial++) {
    for (const [question, hard] of difficulty.entries()) {
      const quality = model.ability + hard + (model.ease[question] ?? 0) + ANSWER_SD * randomNormal(by.random);
      const seen = by.judge === 0 ? quality : SECOND.intercept + SECOND.slope * quality;
      sum += Math.min(10, Math.max(1, Math.round(seen + model.tastes[by.judge])));
    }
  }
  return sum / (difficulty.length * by.trials);
}

/** What one more trial adds is known here as it would be from repeated trials: answers and rounding over 80 questions. */
function rowOf(at: number, score: number, { trials }: LinkWorld, anchors: number): LinkRow {
  const perTrial = (ANSWER_SD ** 2 + 1 / 12) / QUESTIONS;
  return makeRow(`m${at}`, score, { noise: { perTrial, trials: at === anchors ? trials.row : trials.anchors } });
}
