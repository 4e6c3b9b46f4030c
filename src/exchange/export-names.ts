import { sha256 } from "../files/canonical-json.ts";

/** The alphabet and length of FastChat's ids: no 0, 1, I, O or l. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const idLength = 22;

/** An id in the form of FastChat's, the same for the same content. */
export function shortId(content: string): string {
  let number = BigInt(`0x${sha256(content).slice(0, 32)}`);
  let id = "";
  const base = BigInt(alphabet.length);
  while (id.length < idLength) {
    id = `${alphabet[Number(number % base)]}${id}`;
    number /= base;
  }
  return id;
}

const longest = 120;
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/**
 * File names for ids, as people name FastChat's files (`org__model`): readable, never a path, and two ids never share one,
 * also where case does not count; those that would get a hash behind them.
 */
export function fileNames(ids: readonly string[]): ReadonlyMap<string, string> {
  const plain = new Map([...new Set(ids)].map((id) => [id, plainName(id)]));
  const counts = new Map<string, number>();
  for (const name of plain.values()) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return new Map(
    [...plain].map(([id, name]) => [
      id,
      counts.get(name.toLowerCase()) === 1 ? name : `${name}-${sha256(id).slice(0, 8)}`,
    ]),
  );
}

function plainName(id: string): string {
  const name = id
    .replaceAll("/", "__")
    .replace(/[^A-Za-z0-9._+=@-]/g, "_")
    .replace(/^\./, "_")
    .replace(/\.$/, "_")
    .slice(0, longest);
  return reserved.test(name) || name === "" ? `_${name}` : name;
}
