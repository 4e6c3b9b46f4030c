/** Characters of a piece: five in a row are the same in two texts of one origin and hardly ever by chance. */
const piece = 5;

/**
 * How much two texts have in common, 0 to 1: the share of their pieces of five characters that both have (Dice's coefficient
 * over sets; white space, letter width and case aside). A few changed words leave it high; a translation, or another text in
 * the same language, brings it near 0.
 */
export function likeness(a: string, b: string): number {
  const [ours, theirs] = [piecesOf(a), piecesOf(b)];
  if (ours.size + theirs.size === 0) return 1;
  const shared = [...ours].filter((one) => theirs.has(one)).length;
  return (2 * shared) / (ours.size + theirs.size);
}

function piecesOf(text: string): Set<string> {
  const letters = [...text.normalize("NFKC").toLowerCase().replace(/\s+/gu, "")];
  if (letters.length === 0) return new Set();
  const last = Math.max(0, letters.length - piece);
  return new Set(Array.from({ length: last + 1 }, (_, at) => letters.slice(at, at + piece).join("")));
}
