import { pairwiseTests } from "../../src/statistics/families/pairwise-tests.ts";
import { tiedGroups } from "../../src/statistics/families/tied-groups.ts";
import { jointBootstrap } from "../../src/statistics/resampling/joint-bootstrap.ts";
import { chunkSeed, makeRandom, randomNormal } from "../../src/statistics/resampling/random.ts";
import {
  pairwiseRankIntervals,
  type RankInterval,
  rankIntervals,
} from "../../src/statistics/resampling/rank-intervals.ts";
import { rankQuantiles } from "./rank-quantiles.ts";
import { QUESTIONS, QUESTIONS_PER_CATEGORY, rate, TURNS } from "./simulated-benchmark.ts";

export interface RankOptions {
  readonly series: number;
  /** Distance between neighbours on the latent scale; 0 makes all equally good. */
  readonly step: number;
  readonly benchmarks: number;
  readonly resamples: number;
  readonly seed: string;
}

/** Shares between 0 and 1, and mean numbers of ranks in an interval. */
export interface RankRates {
  /** Series whose true rank lies in its own 95 % interval. */
  readonly bootstrap: number;
  /** The same by the quantiles of resampled ranks. */
  readonly quantiles: number;
  /** Benchmarks in which the pairwise intervals of all series hold at the same time. */
  readonly pairwiseAll: number;
  readonly bootstrapWidth: number;
  readonly quantilesWidth: number;
  readonly pairwiseWidth: number;
  /** Benchmarks in which two equally good series are shown as different, or a pair in the wrong order (Holm at 5 %). */
  readonly falseDifference: number;
}

export function simulateRanks({ series, step, benchmarks, resamples, seed }: RankOptions): RankRates {
  const sums = { bootstrap: 0, quantiles: 0, pairwiseAll: 0, bootstrapWidth: 0, quantilesWidth: 0, pairwiseWidth: 0 };
  let falseDifference = 0;
  for (let index = 0; index < benchmarks; index++) {
    const benchmarkSeed = chunkSeed(seed, index);
    const table = drawTable(series, step, benchmarkSeed);
    const joint = jointBootstrap(table, { seed: `${benchmarkSeed}/bootstrap`, resamples });
    const pairs = pairwiseTests(table);
    const bootstrap = count(rankIntervals(joint), step);
    const quantiles = count(rankQuantiles(joint), step);
    const pairwise = count(pairwiseRankIntervals(pairs, series), step);
    sums.bootstrap += bootstrap.held / series;
    sums.quantiles += quantiles.held / series;
    sums.pairwiseAll += pairwise.held === series ? 1 : 0;
    sums.bootstrapWidth += bootstrap.width / series;
    sums.quantilesWidth += quantiles.width / series;
    sums.pairwiseWidth += pairwise.width / series;
    // Series are numbered from the best, so first - second is positive in truth, or 0.
    const wrong = pairs.some((pair) => pair.adjustedP <= 0.05 && (step === 0 || pair.difference < 0));
    if (wrong) falseDifference++;
    const means = joint.series.map((one) => one?.intervals.mean ?? Number.NaN);
    if (step === 0 && !wrong && tiedGroups(means, pairs).groups.length !== 1) throw new Error("one group expected");
  }
  const rates = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / benchmarks]));
  return { ...(rates as typeof sums), falseDifference: falseDifference / benchmarks };
}

function drawTable(series: number, step: number, seed: string) {
  const random = makeRandom(seed);
  const cells = Array.from({ length: QUESTIONS * TURNS }, (_, cell) => {
    const question = Math.floor(cell / TURNS);
    return {
      unit: String(question).padStart(3, "0"),
      stratum: String(Math.floor(question / QUESTIONS_PER_CATEGORY)),
      id: String(cell % TURNS),
    };
  });
  const shared = cells.map(() => 0);
  for (let question = 0; question < QUESTIONS; question++) {
    const difficulty = 1.3 * randomNormal(random);
    for (let turn = 0; turn < TURNS; turn++) shared[question * TURNS + turn] = difficulty + 1.1 * randomNormal(random);
  }
  const rows = Array.from({ length: series }, (_, one) => {
    let own = 0;
    return shared.map((level, cell) => {
      if (cell % TURNS === 0) own = 0.9 * randomNormal(random);
      return rate(7 - one * step + level + own + 1.1 * randomNormal(random));
    });
  });
  return { cells, rows };
}

/** True rank of the series number i is i + 1; when all are equally good, any rank is true of each. */
function count(intervals: readonly (RankInterval | null)[], step: number) {
  let held = 0;
  let width = 0;
  for (const [index, interval] of intervals.entries()) {
    if (!interval) throw new Error("a simulated series without a rank");
    if (step === 0 || (interval.best <= index + 1 && index + 1 <= interval.worst)) held++;
    width += interval.worst - interval.best + 1;
  }
  return { held, width };
}
