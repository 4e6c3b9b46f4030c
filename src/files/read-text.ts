import { readFile, stat } from "node:fs/promises";

/** Bytes of a file that people keep or other programs wrote; the largest real ones have a hundredth of it. */
const largestText = 256 * 1024 * 1024;

/** A file's text, bounded: a file that would fill the memory is refused before it is read. */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > largestText) throw new Error(`it has ${size} bytes, more than the ${largestText} that are read`);
  return await readFile(path, "utf8");
}
