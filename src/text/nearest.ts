import leven from "leven";

/**
 * The known names closest to a mistyped one, best first, at most three. Case and the width of letters are ignored. A name
 * counts as close when a third of the longer one would have to change at most, when two neighbouring letters changed places, or when one of the two
 * contains the other.
 */
export function nearestNames(wrong: string, known: Iterable<string>): string[] {
  const plain = fold(wrong);
  const found: { name: string; distance: number }[] = [];
  for (const name of new Set(known)) {
    const other = fold(name);
    const distance = leven(plain, other);
    const allowed = Math.max(1, Math.floor(Math.max(plain.length, other.length) / 3));
    // Two neighbours swapped are two changes and one slip.
    const swapped = distance === 2 && swapsNeighbours(plain, other);
    const contained = plain.length >= 3 && (other.includes(plain) || plain.includes(other));
    if (name !== "" && (distance <= allowed || swapped || contained)) found.push({ name, distance });
  }
  found.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return found.slice(0, 3).map((one) => one.name);
}

/** `did you mean "x"?` for the end of a message, or an empty text when nothing is close. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  const names = nearestNames(wrong, known).map((name) => JSON.stringify(name));
  return names.length === 0 ? "" : `did you mean ${names.join(" or ")}?`;
}

/** A list of more names than these is no message. */
const listedNames = 16;

/** `Did you mean "x"? Known: a, b, c.`: the hint of a message about an unknown name. Of many names only the nearest are told. */
export function nearestHint(wrong: string, known: Iterable<string>): string {
  const names = [...known];
  const question = didYouMean(wrong, names);
  const all = names.length <= listedNames ? `Known: ${names.join(", ")}.` : `${names.length} are known.`;
  const list = names.length === 0 ? "None is known." : all;
  return question === "" ? list : `D${question.slice(1)} ${list}`;
}

function swapsNeighbours(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a.length === b.length && a.slice(at, at + 2) === `${b[at + 1]}${b[at]}` && a.slice(at + 2) === b.slice(at + 2);
}

function fold(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
