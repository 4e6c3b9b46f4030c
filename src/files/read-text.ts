import { readFile, stat } from "node:fs/promises";
import { InputError } from "../errors.ts";

/** Bytes of a file that people keep or other programs wrote; the largest real ones have a hundredth of it. */
const largestText = 256 * 1024 * 1024;

/**
 * A file's text, bounded: a file that would fill the memory is refused before it is read.
 *
 * UTF-8, and UTF-16 where a byte order mark says so.
 *
 * @throws InputError when its bytes are neither, which it names as what they look like
 */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > largestText) throw new Error(`it has ${size} bytes, more than the ${largestText} that are read`);
  const bytes = await readFile(path);
  const wide = utf16(bytes);
  if (wide !== null) return wide;
  const encoding = otherEncoding(bytes);
  if (encoding === null) return bytes.toString("utf8");
  const remedy = encoding.iconv === null ? "" : `; convert it first: iconv -f ${encoding.iconv} -t UTF-8`;
  throw new InputError(`not UTF-8 text, it looks like ${encoding.title}${remedy}`);
}

/** Null: no byte order mark of UTF-16, or not whole characters. */
function utf16(bytes: Buffer): string | null {
  const name =
    bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
  if (name === null) return null;
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    throw new InputError("it begins as UTF-16 text, and is damaged");
  }
}

interface Encoding {
  readonly title: string;
  /** What `iconv` calls it; null: it is no text. */
  readonly iconv: string | null;
}

/** What a file that is not UTF-8 is likely to be; null: it is UTF-8. */
function otherEncoding(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return { title: "a gzip archive", iconv: null };
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03) return { title: "a zip archive", iconv: null };
  if (decodes(bytes, "utf-8")) return null;
  if (decodes(bytes, "shift_jis")) return { title: "Shift_JIS", iconv: "CP932" };
  if (decodes(bytes, "euc-jp")) return { title: "EUC-JP", iconv: "EUC-JP" };
  return { title: "another encoding, or a binary file", iconv: null };
}

function decodes(bytes: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
