import { rename } from "node:fs/promises";
import { join, sep } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../errors.ts";
import { takeLock } from "../files/lock.ts";
import { makeFolder } from "../files/make-folder.ts";
import { manifestText } from "./create-manifest.ts";
import { candidatePath } from "./folders.ts";
import { refuseOtherWriters } from "./refuse-other-writers.ts";
import { loadManifest } from "./run-record.ts";

/** Moves a candidate's folder into `.archive` of its results, where nothing reads it, and says where it is. Deletes nothing. */
export async function archiveFolder(path: string, now: () => number): Promise<string> {
  const stamp = new Date(now()).toISOString().replaceAll(/[:.]/g, "-");
  const archive = join(rootOf(path), ".archive");
  await makeFolder(archive);
  const target = join(archive, `${path.split(/[\\/]/).slice(-2).join("+")}+${stamp}`);
  await rename(path, target);
  return target;
}

/** The results that a candidate's folder is of; that of a judge card lies deeper. */
function rootOf(path: string): string {
  const parts = path.split(sep);
  const cards = parts.lastIndexOf("+cards");
  return cards < 0 ? join(path, "..", "..") : parts.slice(0, cards).join(sep) || sep;
}

/**
 * The same for a folder that nobody has open.
 *
 * @throws InputError while a process writes there
 */
export async function archiveCandidate(path: string, now: () => number): Promise<string> {
  await aloneIn(path, now);
  return archiveFolder(path, now);
}

/**
 * Gives a candidate another id: its folder moves, and its manifest says so. Records keep their keys, so that nothing is asked
 * anew. Stopped half-way, the same call completes it. Returns the new folder.
 *
 * @param root the results folder
 * @throws InputError when the id is taken, or while a process writes there
 */
export async function renameCandidate(path: string, id: string, root: string, now: () => number): Promise<string> {
  await aloneIn(path, now);
  const manifest = await loadManifest(path);
  if (manifest === null) throw new InputError(`${path} has no manifest.json`);
  const target = candidatePath(root, manifest.questionSet.id, id, manifest.origin);
  if (target !== path) {
    if ((await loadManifest(target)) !== null) {
      throw new InputError(`there is a candidate ${id} already`, {
        hint: `Choose another id, or put that one away first: mtbench results rm ${id}`,
      });
    }
    await rename(path, target);
  }
  const renamed = { ...manifest, candidate: { ...manifest.candidate, id } };
  await writeFileAtomic(join(target, "manifest.json"), manifestText(renamed));
  return target;
}

async function aloneIn(path: string, now: () => number): Promise<void> {
  const lock = await takeLock(join(path, "lock"), now);
  try {
    await refuseOtherWriters(path, "", now);
  } finally {
    await lock.release();
  }
}
