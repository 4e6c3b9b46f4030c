import { normalQuantile } from "../../src/statistics/distributions.ts";
import { clusteredMean } from "../../src/statistics/means/clustered-mean.ts";
import { bootstrapIntervals } from "../../src/statistics/resampling/bootstrap-intervals.ts";
import { chunkSeed, makeRandom } from "../../src/statistics/resampling/random.ts";
import { categoryEffects, drawBenchmark, locationFor, QUESTIONS_PER_CATEGORY } from "./simulated-benchmark.ts";

export interface CoverageOptions {
  /** True mean of the fixed categories' questions. */
  readonly mean: number;
  readonly categorySd: number;
  readonly benchmarks: number;
  readonly resamples: number;
  readonly seed: string;
}

/** Share of the simulated benchmarks whose 95 % interval holds the truth. */
export interface Coverage {
  readonly t: number;
  readonly studentised: number;
  readonly percentile: number;
  /** All ratings treated as independent: mean -+ 1.96 sd / sqrt(160). */
  readonly naive: number;
  /** Mean widths of the intervals. */
  readonly tWidth: number;
  readonly studentisedWidth: number;
  readonly naiveWidth: number;
}

export function simulateCoverage({ mean, categorySd, benchmarks, resamples, seed }: CoverageOptions): Coverage {
  const effects = categoryEffects(categorySd);
  const location = locationFor(mean, effects);
  const sums = { t: 0, studentised: 0, percentile: 0, naive: 0, tWidth: 0, studentisedWidth: 0, naiveWidth: 0 };
  const holds = ({ low, high }: { low: number | null; high: number | null }) =>
    low !== null && high !== null && low <= mean && mean <= high ? 1 : 0;
  for (let index = 0; index < benchmarks; index++) {
    const benchmarkSeed = chunkSeed(seed, index);
    const ratings = drawBenchmark(location, effects, makeRandom(benchmarkSeed));
    const t = clusteredMean(ratings);
    const bootstrap = bootstrapIntervals(
      ratings.map((values, question) => ({
        id: String(question).padStart(3, "0"),
        stratum: String(Math.floor(question / QUESTIONS_PER_CATEGORY)),
        values,
      })),
      { seed: `${benchmarkSeed}/bootstrap`, resamples },
    );
    if (t.kind !== "interval" || bootstrap === null) throw new Error("a simulated benchmark without an interval");
    sums.t += holds(t);
    sums.tWidth += t.high - t.low;
    sums.studentised += holds(bootstrap.studentised);
    sums.studentisedWidth += (bootstrap.studentised.high ?? Number.NaN) - (bootstrap.studentised.low ?? Number.NaN);
    sums.percentile += holds(bootstrap.percentile);
    const naive = naiveInterval(ratings.flat());
    sums.naive += holds(naive);
    sums.naiveWidth += naive.high - naive.low;
  }
  return {
    t: sums.t / benchmarks,
    studentised: sums.studentised / benchmarks,
    percentile: sums.percentile / benchmarks,
    naive: sums.naive / benchmarks,
    tWidth: sums.tWidth / benchmarks,
    studentisedWidth: sums.studentisedWidth / benchmarks,
    naiveWidth: sums.naiveWidth / benchmarks,
  };
}

function naiveInterval(ratings: readonly number[]): { low: number; high: number } {
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  const squares = ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0);
  const reach = normalQuantile(0.975) * Math.sqrt(squares / (ratings.length - 1) / ratings.length);
  return { low: mean - reach, high: mean + reach };
}
