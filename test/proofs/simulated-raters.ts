import { calibratedMean } from "../../src/statistics/calibration/calibrated-mean.ts";
import type { RatedUnit } from "../../src/statistics/calibration/rated-unit.ts";
import type { MeanInterval } from "../../src/statistics/calibration/sampled-mean.ts";
import { normalCdf } from "../../src/statistics/distributions.ts";
import { makeRandom, type Random, randomNormal } from "../../src/statistics/resampling/random.ts";

/** Standard deviations in rating points before rounding and clipping to 1..10. */
export interface RaterWorld {
  readonly name: string;
  /** Level of the people; the judge's is half a point higher. */
  readonly mean: number;
  /** Between judge and people over the questions, before noise. */
  readonly correlation: number;
  readonly question: number;
  /** Of a category, for people and judge alike. */
  readonly category: number;
  /** Of a category, for the judge alone. */
  readonly judgeCategory: number;
  /** Of the raters' own levels. */
  readonly severity: number;
  /** Of one rating of one turn. */
  readonly noise: number;
  readonly raters: number;
  /** Questions that two raters see. */
  readonly doubles: number;
  /** Every 16th of the drawn is skipped. */
  readonly skips?: boolean;
  /** Three times as many of the first four categories as of the last. */
  readonly unequal?: boolean;
}

/**
 * Between the judges of shared/data/judges a tenth of the variance of their differences lies between categories (0.09 to 0.14
 * of 1.2 squared points), and their levels differ by 0.25.
 */
export const likeTeam: Omit<RaterWorld, "name"> = {
  mean: 6.8,
  correlation: 0.6,
  question: 1.5,
  category: 0.5,
  judgeCategory: 0.3,
  severity: 0.25,
  noise: 0.8,
  raters: 3,
  doubles: 8,
};

const CATEGORIES = 8;
const EACH = 10;

export interface RaterCoverage {
  readonly calibrated: number;
  readonly plain: number;
  /** As people like these rate, against the mean of all raters there could be. Null where it is never told. */
  readonly like: number | null;
  readonly calibratedWidth: number;
  readonly plainWidth: number;
  readonly likeWidth: number;
  /** Mean error, calibrated. */
  readonly bias: number;
}

/** Many benchmarks of 80 questions, each with questions, people and a draw of its own. */
export function simulatePeople(world: RaterWorld, drawn: number, size: number, seed: string): RaterCoverage {
  const sums = { calibrated: 0, plain: 0, like: 0, likes: 0, calibratedWidth: 0, plainWidth: 0, likeWidth: 0, bias: 0 };
  for (let index = 0; index < size; index++) {
    const random = makeRandom(`${seed}/${world.name}/${drawn}/${index}`);
    const { units, truth, wider } = drawPeople(world, drawn, random);
    const found = calibratedMean(units);
    if (found.kind === "refused") throw new Error(`a simulated campaign was refused: ${found.reason}`);
    const { calibrated, plain } = found;
    sums.calibrated += holds(calibrated.theseRaters, truth);
    sums.plain += holds(plain.theseRaters, truth);
    sums.calibratedWidth += halfWidth(calibrated.theseRaters);
    sums.plainWidth += halfWidth(plain.theseRaters);
    sums.bias += calibrated.value - truth;
    if (calibrated.likeRaters === null) continue;
    sums.likes += 1;
    sums.like += holds(calibrated.likeRaters, wider);
    sums.likeWidth += halfWidth(calibrated.likeRaters);
  }
  return {
    calibrated: sums.calibrated / size,
    plain: sums.plain / size,
    like: sums.likes === 0 ? null : sums.like / sums.likes,
    calibratedWidth: sums.calibratedWidth / size,
    plainWidth: sums.plainWidth / size,
    likeWidth: sums.likeWidth / sums.likes,
    bias: sums.bias / size,
  };
}

const holds = ({ low, high }: MeanInterval, truth: number): number => (low <= truth && truth <= high ? 1 : 0);
const halfWidth = ({ low, high }: MeanInterval): number => (high - low) / 2;

interface Campaign {
  readonly units: readonly RatedUnit[];
  /** What these raters would give to all questions on average. */
  readonly truth: number;
  /** What the raters that these are drawn from would. */
  readonly wider: number;
}

function drawPeople(world: RaterWorld, drawn: number, random: Random): Campaign {
  const levels = Array.from({ length: world.raters }, () => world.severity * randomNormal(random));
  const rate = (latent: number) => clip(Math.round(latent + world.noise * randomNormal(random)));
  const questions = Array.from({ length: CATEGORIES }, (_, category) => {
    const shared = world.category * randomNormal(random);
    const alone = world.judgeCategory * randomNormal(random);
    return Array.from({ length: EACH }, (_, place) => {
      const [common, own] = [randomNormal(random), randomNormal(random)];
      const people = world.correlation * common + Math.sqrt(1 - world.correlation ** 2) * own;
      const latent = world.mean + shared + world.question * people;
      const judged = world.mean + 0.5 + shared + alone + world.question * common;
      return { id: `${category}-${place}`, stratum: String(category), latent, proxy: twoTurns(() => rate(judged)) };
    });
  });
  const all = questions.flat();
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const given = (latent: number, sd: number) => expectedRating(latent, sd);
  const truth = mean(all.map(({ latent }) => mean(levels.map((level) => given(latent + level, world.noise)))));
  const wider = mean(all.map(({ latent }) => given(latent, Math.hypot(world.noise, world.severity))));

  const chosen = drawProportionally(questions, drawn, world.unequal ?? false, random);
  const places = new Map(chosen.map((question, place) => [question.id, place]));
  const first = Math.floor(random() * world.raters);
  const units = all.map(({ id, stratum, latent, proxy }): RatedUnit => {
    const place = places.get(id);
    if (place === undefined) return { id, stratum, proxy, state: "not-drawn", ratings: [] };
    if (world.skips === true && place % 16 === 15) return { id, stratum, proxy, state: "skipped", ratings: [] };
    const seers = place < world.doubles && world.raters > 1 ? [0, 1] : [0];
    const ratings = seers.map((seer) => {
      const rater = (first + place + seer) % world.raters;
      return { rater: String(rater), value: twoTurns(() => rate(latent + (levels[rater] ?? 0))) };
    });
    return { id, stratum, proxy, state: "rated", ratings };
  });
  return { units, truth, wider };
}

/** So many of every category, the rest of the draw in random ones; in random order. */
function drawProportionally<T>(
  categories: readonly (readonly T[])[],
  drawn: number,
  unequal: boolean,
  random: Random,
): T[] {
  const mixed = categories.map((questions) => shuffle(questions, random));
  const base = Math.floor(drawn / categories.length);
  const counts = mixed.map(
    (_, index) => base + (unequal ? (index < CATEGORIES / 2 ? 1 : -1) * Math.floor(base / 2) : 0),
  );
  const extra = new Set(shuffle([...mixed.keys()], random).slice(0, drawn % categories.length));
  return shuffle(
    mixed.flatMap((questions, index) => questions.slice(0, (counts[index] ?? 0) + (extra.has(index) ? 1 : 0))),
    random,
  );
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

const twoTurns = (rate: () => number): number => (rate() + rate()) / 2;
const clip = (rating: number): number => Math.min(10, Math.max(1, rating));

/** Mean of a rounded and clipped normal. */
function expectedRating(latent: number, sd: number): number {
  let sum = 1;
  for (let above = 1; above < 10; above++) sum += 1 - normalCdf((above + 0.5 - latent) / sd);
  return sum;
}
