import { readFile } from "node:fs/promises";
import { codeOf, InputError, messageOf } from "../errors.ts";
import type { SourceFile } from "./source-file.ts";
import { cachedPath, type SourcePlaces } from "./source-places.ts";
import { sourceMismatch } from "./verify-source.ts";

/**
 * The verified bytes of a fetched file. `id` is the question set or judge that needs it, for the message that says how to
 * fetch it.
 *
 * @throws InputError when it was never fetched, or when the cached copy is damaged.
 */
export async function readSource(file: SourceFile, places: SourcePlaces, id: string): Promise<Uint8Array> {
  const path = cachedPath(file, places);
  let content: Uint8Array;
  try {
    content = await readFile(path);
  } catch (error) {
    const code = codeOf(error);
    if (code !== "ENOENT" && code !== "ENOTDIR") {
      throw new InputError(`cannot read ${path}: ${messageOf(error)}`, { cause: error });
    }
    throw new InputError(`"${id}" needs a file that has not been fetched yet: ${file.url}`, { hint: waysOut(id) });
  }
  const mismatch = sourceMismatch(file, content);
  if (mismatch === null) return content;
  throw new InputError(`the cached copy of ${file.url} is damaged (${path}): ${mismatch}`, { hint: waysOut(id) });
}

/** The same as text; a byte order mark is dropped. */
export async function readSourceText(file: SourceFile, places: SourcePlaces, id: string): Promise<string> {
  return new TextDecoder("utf-8").decode(await readSource(file, places, id));
}

function waysOut(id: string): string {
  return (
    `With internet: \`mtbench fetch ${id}\`. ` +
    `Without: \`mtbench fetch ${id} --from <folder>\`, where the folder has the shape of the URL.`
  );
}
