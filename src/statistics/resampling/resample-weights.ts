import { requireCount } from "../require-number.ts";
import { chunkSeed, makeRandom } from "./random.ts";

const CHUNK = 100;

/**
 * How often each unit occurs in each resample: row after row, units in the order of the strata. Every stratum is drawn
 * with replacement at its own size, so each resample has the design of the data. All series that share the units are to
 * be weighted with the same rows, which keeps their correlation.
 */
export function resampleWeights(
  sizes: readonly number[],
  options: { readonly seed: string | number; readonly resamples: number },
): Uint16Array {
  const resamples = requireCount(options.resamples, "resamples", 1);
  const units = sizes.reduce((sum, size) => sum + requireCount(size, "sizes", 1), 0);
  const weights = new Uint16Array(resamples * units);
  for (let chunk = 0; chunk * CHUNK < resamples; chunk++) {
    const random = makeRandom(chunkSeed(options.seed, chunk));
    const end = Math.min(resamples, (chunk + 1) * CHUNK);
    for (let row = chunk * CHUNK; row < end; row++) {
      let first = row * units;
      for (const size of sizes) {
        for (let draw = 0; draw < size; draw++) {
          const drawn = first + Math.floor(random() * size);
          weights[drawn] = (weights[drawn] as number) + 1;
        }
        first += size;
      }
    }
  }
  return weights;
}
