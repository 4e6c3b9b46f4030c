import { comparableText } from "./normalise.ts";

/**
 * Every run of `size` characters of the text, in its comparable form (NFKC, no white space, lower case). A shorter text is
 * one run by itself; an empty one has none.
 */
export function characterNgrams(text: string, size = 5): ReadonlySet<string> {
  const characters = [...comparableText(text)];
  const runs = new Set<string>();
  if (characters.length > 0 && characters.length < size) runs.add(characters.join(""));
  for (let start = 0; start + size <= characters.length; start++)
    runs.add(characters.slice(start, start + size).join(""));
  return runs;
}

/** Jaccard similarity of two sets, 0-1; two empty sets are equal, hence 1. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 && b.size === 0) return 1;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let shared = 0;
  for (const item of small) if (large.has(item)) shared++;
  return shared / (a.size + b.size - shared);
}

/** How alike two texts are, 0-1, by their runs of five characters. */
export function ngramSimilarity(a: string, b: string): number {
  return jaccard(characterNgrams(a), characterNgrams(b));
}

/**
 * Whether the share of the runs of `size` characters of a text that stood in it before, in its comparable form, is at least
 * `share` (0-1); it is 0 where no run has so many characters. Ordinary prose stays near 0, a text that says one thing over and over
 * nears 1. Every answer of a folder is looked at as it is read, so the runs are found by a hash that rolls over the characters, no
 * text is cut out for them, and it ends where it is settled: in the middle of ordinary prose, and of a loop.
 */
export function repeatsAtLeast(text: string, size: number, share: number): boolean {
  const signs = comparableText(text);
  if (repeatsLess(signs, size, share)) return false;
  const characters = codePointsOf(signs);
  const count = characters.length - size + 1;
  return count <= 0 ? share <= 0 : hasRepeats(characters, size, { count, share });
}

/**
 * Whether the share is surely less, found without an exact count: runs with unequal hashes are unequal, so as soon as there are
 * more hashes than a text with that share can have runs, it is settled, which of ordinary prose takes half of its runs. False
 * says nothing.
 */
function repeatsLess(signs: string, size: number, share: number): boolean {
  const count = signs.length - size + 1;
  if (count <= 0) return share > 0;
  const leaving = powerOf(hashBase, size - 1);
  const seen: number[] = new Array<number>(hashWords).fill(0);
  let hash = 0;
  let different = 0;
  for (let at = 0; at < signs.length; at++) {
    const sign = signs.charCodeAt(at);
    // Half a character: runs are counted in whole ones.
    if (sign >= 0xd800 && sign <= 0xdfff) return false;
    hash = (Math.imul(hash, hashBase) + sign) | 0;
    if (at < size - 1) continue;
    const place = hash ^ (hash >>> 15);
    const word = (place >>> 5) & (hashWords - 1);
    const bits = seen[word] ?? 0;
    if ((bits & (1 << place)) === 0) {
      seen[word] = bits | (1 << place);
      different++;
      if ((count - different) / count < share) return true;
    } else if ((at - size + 2 - different) / count >= share) {
      // The rest cannot make them more.
      return false;
    }
    hash = (hash - Math.imul(signs.charCodeAt(at - size + 1), leaving)) | 0;
  }
  return false;
}

function codePointsOf(text: string): Uint32Array {
  const points = new Uint32Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    points[length++] = point;
  }
  return points.subarray(0, length);
}

/** The same exactly: equal hashes are compared by their characters. */
function hasRepeats(
  characters: Uint32Array,
  size: number,
  { count, share }: { readonly count: number; readonly share: number },
): boolean {
  const at = (place: number) => characters[place] ?? 0;
  const isSameRun = (a: number, b: number): boolean => {
    for (let step = 0; step < size; step++) if (at(a + step) !== at(b + step)) return false;
    return true;
  };
  const mask = 2 ** Math.ceil(Math.log2(2 * count)) - 1;
  /** Where a run first stood, plus one; 0 is an empty place. */
  const places = new Uint32Array(mask + 1);
  const leaving = powerOf(hashBase, size - 1);
  let hash = 0;
  for (let step = 0; step < size - 1; step++) hash = (Math.imul(hash, hashBase) + at(step)) | 0;
  /** Where the run stood before, plus one; 0: it stands here for the first time. */
  const findOrKeep = (start: number): number => {
    let place = (hash ^ (hash >>> 15)) & mask;
    let first = places[place] ?? 0;
    while (first !== 0 && !isSameRun(first - 1, start)) {
      place = (place + 1) & mask;
      first = places[place] ?? 0;
    }
    if (first === 0) places[place] = start + 1;
    return first;
  };
  let repeated = 0;
  let before = 0;
  for (let start = 0; start < count; start++) {
    hash = (Math.imul(hash, hashBase) + at(start + size - 1)) | 0;
    // A loop goes on where it went on before: the runs share all but one character with those that were equal.
    const goesOn = before > 0 && at(before + size - 1) === at(start + size - 1);
    before = goesOn ? before + 1 : findOrKeep(start);
    if (before > 0) repeated++;
    if (repeated / count >= share) return true;
    if ((repeated + (count - 1 - start)) / count < share) return false;
    hash = (hash - Math.imul(at(start), leaving)) | 0;
  }
  return false;
}

/** An odd number whose powers spread over 32 bits. */
const hashBase = 0x01000193;

/** Words of 32 bits in which `repeatsLess` marks the hashes that it saw; a power of two. */
const hashWords = 256;

function powerOf(base: number, exponent: number): number {
  let power = 1;
  for (let step = 0; step < exponent; step++) power = Math.imul(power, base);
  return power;
}
