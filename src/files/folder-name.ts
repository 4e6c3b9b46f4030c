import { sha256 } from "./canonical-json.ts";

/** Longest name that every common file system takes, less room for an ending such as `.jsonl`. */
const longest = 180;

/** Names that Windows reserves, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/**
 * A folder or file name for an id: injective (two ids never share a name) and safe where case does not count, where
 * names are reserved, and against ids that try to be paths. Lower-case letters, digits, `.`, `_` and `-` stand for
 * themselves, an upper-case letter becomes `~` and its small form, every other UTF-8 byte `%xx`. Very long names end in
 * a hash instead of their tail. Throws a RangeError for the empty id, which has no name.
 */
export function folderName(id: string): string {
  if (id === "") throw new RangeError("an empty id has no folder name");
  let name = "";
  for (const byte of Buffer.from(id, "utf8")) {
    const character = String.fromCharCode(byte);
    if (/[a-z0-9_-]/.test(character) || (character === "." && name !== "")) name += character;
    else if (/[A-Z]/.test(character)) name += `~${character.toLowerCase()}`;
    else name += escapeByte(byte);
  }
  if (name.endsWith(".")) name = `${name.slice(0, -1)}${escapeByte(0x2e)}`;
  if (reserved.test(name)) name = `${escapeByte(name.charCodeAt(0))}${name.slice(1)}`;
  if (name.length <= longest) return name;
  // "~~" stands in no short name: a tilde is always followed by a letter.
  return `${name.slice(0, longest - 66)}~~${sha256(id)}`;
}

function escapeByte(byte: number): string {
  return `%${byte.toString(16).padStart(2, "0")}`;
}
