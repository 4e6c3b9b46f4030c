import { readFile, stat } from "node:fs/promises";
import { codeOf, InputError, messageOf } from "../errors.ts";

/** Bytes of a file that people keep or other programs wrote; the largest real ones have a hundredth of it. */
const largestText = 256 * 1024 * 1024;

/**
 * A file's text, bounded: a file that would fill the memory is refused before it is read.
 *
 * UTF-8, and UTF-16 where a byte order mark says so; the mark itself is left out.
 *
 * @throws InputError when its bytes are neither, which it names as what they look like, and for what is no file; the system's
 * error where it cannot be read
 */
export async function readText(path: string): Promise<string> {
  const found = await stat(path);
  // A shell's own pipes (/dev/fd/63, /dev/stdin) end; any other pipe or device may give bytes for ever, or none.
  if ((found.isFIFO() && !path.startsWith("/dev/")) || (found.isCharacterDevice() && path !== "/dev/stdin")) {
    throw new InputError(`it is a ${found.isFIFO() ? "pipe" : "device"}, no file`);
  }
  const { size } = found;
  if (size > largestText) throw new InputError(`it has ${size} bytes, more than the ${largestText} that are read`);
  const bytes = await readFile(path);
  const wide = utf16(bytes);
  if (wide !== null) return wide;
  const text = decoded(bytes, "utf-8");
  const encoding = otherEncoding(bytes, text);
  if (text !== null && encoding === null) return text;
  const { title, iconv } = encoding ?? { title: "another encoding, or a binary file", iconv: null };
  const remedy = iconv === null ? "" : `; convert it first: iconv -f ${iconv} -t UTF-8`;
  throw new InputError(`not UTF-8 text, it looks like ${title}${remedy}`);
}

/**
 * The same for a file that need not be there; null when it is not.
 *
 * @throws InputError that begins with `place` when it is there and cannot be read
 */
export async function readTextIfThere(path: string, place: string): Promise<string | null> {
  try {
    return await readText(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw new InputError(`${place} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * The same for a file that somebody named.
 *
 * @throws InputError that begins with `place` when it cannot be read, for whatever reason
 */
export async function readNamedText(path: string, place: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    const why = codeOf(error) === "ENOENT" ? "there is no such file" : messageOf(error);
    throw new InputError(`${place} cannot be read: ${why}`, { cause: error });
  }
}

/** Null: no byte order mark of UTF-16. */
function utf16(bytes: Buffer): string | null {
  const name =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  if (name === null) return null;
  const text = decoded(bytes, name);
  // Every other letter of UTF-32 is a zero to UTF-16.
  if (text?.startsWith("\0") || text?.[1] === "\0") {
    throw new InputError("not UTF-8 text, it looks like UTF-32; convert it first: iconv -f UTF-32 -t UTF-8");
  }
  if (text === null) throw new InputError("it begins as UTF-16 text, and is damaged");
  return text;
}

interface Encoding {
  readonly title: string;
  /** What `iconv` calls it; null: it is no text. */
  readonly iconv: string | null;
}

/** What bytes are that are not UTF-8 (`text` null), or only look like it; null: nothing that we know. */
function otherEncoding(bytes: Buffer, text: string | null): Encoding | null {
  const archive = archives.find(({ head }) => head.every((byte, at) => bytes[at] === byte));
  if (archive !== undefined) return { title: archive.title, iconv: null };
  if (bytes.includes(0)) return wideWithoutMark(bytes);
  // All of its bytes are ASCII; escapes switch between alphabets.
  if (bytes.includes("\u001b$B") || bytes.includes("\u001b$@")) return { title: "ISO-2022-JP", iconv: "ISO-2022-JP" };
  if (text !== null) return null;
  const shiftJis = decoded(bytes, "shift_jis");
  const eucJp = decoded(bytes, "euc-jp");
  // The bytes of EUC-JP are half-width kana to Shift_JIS, as no text is full of.
  if (shiftJis !== null && (eucJp === null || narrowShare(shiftJis) < narrowShare(eucJp) + 0.2)) {
    return { title: "Shift_JIS", iconv: "CP932" };
  }
  return eucJp === null ? null : { title: "EUC-JP", iconv: "EUC-JP" };
}

const archives: readonly { readonly title: string; readonly head: readonly number[] }[] = [
  { title: "a gzip archive", head: [0x1f, 0x8b] },
  { title: "a zip archive", head: [0x50, 0x4b, 0x03] },
  { title: "a Zstandard archive", head: [0x28, 0xb5, 0x2f, 0xfd] },
  { title: "a bzip2 archive", head: [0x42, 0x5a, 0x68] },
  { title: "an xz archive", head: [0xfd, 0x37, 0x7a, 0x58, 0x5a] },
  { title: "a PDF file", head: [0x25, 0x50, 0x44, 0x46] },
  { title: "a Parquet file", head: [0x50, 0x41, 0x52, 0x31] },
  { title: "a GGUF file", head: [0x47, 0x47, 0x55, 0x46] },
];

/** Text of two bytes a letter has its zeros at one of two places; a line feed is enough to tell. */
function wideWithoutMark(bytes: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (const [at, byte] of bytes.subarray(0, 4_096).entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > 0 && even === 0) return { title: "UTF-16 without a byte order mark", iconv: "UTF-16LE" };
  if (even > 0 && odd === 0) return { title: "UTF-16 without a byte order mark", iconv: "UTF-16BE" };
  return { title: "a binary file", iconv: null };
}

/** Share of half-width kana among the letters beyond ASCII. */
function narrowShare(text: string): number {
  const wide = text.match(/[^\0-\u007f]/gu)?.length ?? 0;
  return wide === 0 ? 0 : (text.match(/[\uff61-\uff9f]/gu)?.length ?? 0) / wide;
}

/** Null: bytes that the encoding does not have. A byte order mark is left out. */
function decoded(bytes: Buffer, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
