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
 * Share of the runs of `size` characters of a text that stood in it before, 0-1, in its comparable form; 0 where no run has
 * so many characters. Ordinary prose stays near 0, a text that says one thing over and over nears 1.
 */
export function repeatedShare(text: string, size: number): number {
  const characters = [...comparableText(text)];
  const count = characters.length - size + 1;
  if (count <= 0) return 0;
  const seen = new Set<string>();
  for (let start = 0; start < count; start++) seen.add(characters.slice(start, start + size).join(""));
  return (count - seen.size) / count;
}
