import { relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { archiveCandidate, renameCandidate } from "../../results/archive-folder.ts";
import { loadManifest } from "../../results/run-record.ts";
import type { Ending } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import type { RemoveResultsFlags, RenameResultsFlags } from "./results-verbs.ts";

/** `mtbench results rm`: puts candidates into the archive of their results, where nothing reads them. Deletes nothing. */
export async function removeResults(flags: RemoveResultsFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const found: string[] = [];
  // All are found before the first one moves.
  for (const text of flags.candidates) found.push(await findCandidate(text, root, io));
  for (const folder of new Set(found)) {
    const id = await idIn(folder);
    const archived = await archiveCandidate(folder, io.now);
    io.out(`${id}: put away, not deleted: ${relative(io.cwd, archived)}\n`);
  }
  return "done";
}

/** `mtbench results rename`: another id for a candidate; its records stay what they are. */
export async function renameResults(flags: RenameResultsFlags, io: Io): Promise<Ending> {
  const root = resolve(io.cwd, flags.results);
  const folder = await findCandidate(flags.candidate, root, io);
  const id = await idIn(folder);
  if (id === flags.id) throw new InputError(`${id} is called so already`);
  const target = await renameCandidate(folder, flags.id, resolve(folder, "..", ".."), io.now);
  io.out(`${id} is now ${flags.id}: ${relative(io.cwd, target)}\n`);
  return "done";
}

async function idIn(folder: string): Promise<string> {
  const manifest = await loadManifest(folder);
  if (manifest === null) throw new InputError(`${folder} has no manifest.json`);
  return manifest.candidate.id;
}
