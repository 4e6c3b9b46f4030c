import { readFile } from "node:fs/promises";
import { codeOf } from "../errors.ts";

const widest = 100;

/** Columns of help. */
export function helpWidth(): number {
  return Math.min(widest, process.stdout.columns ?? widest);
}

/** What `mtbench --help` says, as the build wrote it down at its full width; null where it is laid out anew. */
export async function builtHelp(argv: readonly string[]): Promise<string | null> {
  const [word, ...others] = argv;
  if ((word !== "--help" && word !== "-h") || others.length > 0 || helpWidth() !== widest) return null;
  try {
    return await readFile(new URL("./help.txt", import.meta.url), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}
