import { open } from "node:fs/promises";
import { stripVTControlCharacters } from "node:util";

const tailBytes = 16_384;

/** The last lines of a log, without colours and empty lines; empty when it cannot be read. */
export async function logTail(path: string, lines: number, from = 0): Promise<string[]> {
  const file = await open(path, "r").catch(() => null);
  if (file === null) return [];
  try {
    const { size } = await file.stat();
    const start = Math.max(from, size - tailBytes);
    const buffer = new Uint8Array(Math.max(0, size - start));
    await file.read(buffer, 0, buffer.length, start);
    return stripVTControlCharacters(new TextDecoder().decode(buffer))
      .split(/\r?\n/u)
      .map((line) =>
        line
          .replace(/\p{Cc}/gu, " ")
          .trimEnd()
          .slice(0, 300),
      )
      .filter((line) => line !== "")
      .slice(-lines);
  } finally {
    await file.close();
  }
}
