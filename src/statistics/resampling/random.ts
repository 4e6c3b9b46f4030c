import { requireCount, requireFinite } from "../require-number.ts";

/** Uniform on [0, 1), in steps of 2^-32. */
export type Random = () => number;

/**
 * sfc32 (Chris Doty-Humphrey, PractRand), seeded with a 128-bit hash of the seed's text (cyrb128, public domain).
 * Integer arithmetic only, so the same seed gives the same numbers on every machine. Not for secrets.
 */
export function makeRandom(seed: string | number): Random {
  if (typeof seed === "number") requireFinite(seed, "seed");
  let [a, b, c, counter] = hash128(String(seed));
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 15; warmUp++) next();
  return next;
}

/**
 * The seed of one chunk of a longer job. Chunks are seeded by their index and not by drawing on, so the result does not
 * depend on how many workers share them or on their order.
 */
export function chunkSeed(seed: string | number, chunk: number): string {
  requireCount(chunk, "chunk");
  return `${seed}/${chunk}`;
}

/** Uniform on 0 .. n-1. The bias of scaling 32 bits is below n / 2^32. */
export function randomInteger(random: Random, n: number): number {
  return Math.floor(random() * requireCount(n, "n", 1));
}

/** Standard normal draw (Box and Muller 1958). One of the pair is thrown away so that no state hides between calls. */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

function hash128(text: string): [number, number, number, number] {
  let h1 = 1779033703;
  let h2 = 3144134277;
  let h3 = 1013904242;
  let h4 = 2773480762;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    h1 = h2 ^ Math.imul(h1 ^ code, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ code, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ code, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ code, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  h1 ^= h2 ^ h3 ^ h4;
  return [h1 | 0, (h2 ^ h1) | 0, (h3 ^ h1) | 0, (h4 ^ h1) | 0];
}
