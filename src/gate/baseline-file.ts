import { dirname, relative, resolve, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError, messageOf } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { readText } from "../files/read-text.ts";
import { formatBaseline, parseBaseline } from "./baseline.ts";
import { asCompared, type Comparable, type ComparedCandidate } from "./compared-candidate.ts";

/**
 * Reads a baseline file. `place` names it in messages.
 *
 * @throws InputError when it cannot be read, or is no baseline.
 */
export async function loadBaseline(path: string, place: string = path): Promise<ComparedCandidate> {
  try {
    return parseBaseline(await textOf(path, place), place);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`cannot read ${place}: ${messageOf(error)}`, { cause: error });
  }
}

async function textOf(path: string, place: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    throw new InputError(`cannot read ${place}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * Writes a baseline file, which is meant to be committed, and returns what stands in it: the folder of the results as it
 * lies beside it, the same on every machine that has both.
 *
 * @throws InputError when calls are due: an unfinished measurement is no baseline.
 */
export async function saveBaseline(file: string, candidate: Comparable): Promise<ComparedCandidate> {
  const path = resolve(file);
  const { folder, ...measured } = asCompared(candidate);
  const beside = folder === undefined ? undefined : relative(dirname(path), folder).split(sep).join("/") || ".";
  const baseline = beside === undefined ? measured : { ...measured, folder: beside };
  const text = formatBaseline(baseline);
  await makeFolder(dirname(path));
  await writeFileAtomic(path, text);
  return baseline;
}
