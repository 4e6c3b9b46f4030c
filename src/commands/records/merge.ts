import { stat } from "node:fs/promises";
import { relative, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { loadOpenBatches } from "../../results/batch-journal.ts";
import { candidatePath, listCandidateFolders } from "../../results/folders.ts";
import { type MergedFolder, mergeFolders } from "../../results/merge-folders.ts";
import { mergePlaces } from "../../results/merge-places.ts";
import { listPlaces } from "../../results/places.ts";
import { writersBelow } from "../../results/refuse-other-writers.ts";
import { loadManifest } from "../../results/run-record.ts";
import { carryEndedNotes } from "../../results/spending-notes.ts";
import { writeMerged } from "../../results/write-merged.ts";
import type { Ending } from "../exit-code.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";
import type { MergeFlags } from "./merge-verb.ts";

/**
 * `mtbench merge`: unites folders that shards or machines wrote apart, candidate by candidate. Everything is read and
 * checked before anything is written; the folders themselves stay as they are.
 */
export async function merge(flags: MergeFlags, io: Io): Promise<Ending> {
  const out = resolve(io.cwd, flags.out);
  const given: string[] = [];
  for (const word of flags.folders) given.push(await folderOf(word, flags.results, io));
  const candidates = await candidatesToMerge(given);
  const places = await mergePlaces(given, out);
  const merged: Merged[] = [];
  for (const [target, sources] of await sourcesByTarget([...candidates, ...(await candidatesIn(out))], out)) {
    const folder = await mergeFolders(sources);
    refuseLostLines(target, folder);
    merged.push({ target, sources, folder });
  }
  for (const folder of given.filter((one) => one !== out)) {
    await carryEndedNotes(folder, out, await writersBelow(folder, io.now));
  }
  await places.write(io.now);
  for (const one of merged) {
    await write(one, io);
    if (flags.json) continue;
    const where = relative(io.cwd, one.target) || ".";
    const { answers } = one.folder;
    io.out(`${where}: ${answers.length} answers, ${judgmentsOf(one)} judgments of ${one.sources.length} folders\n`);
  }
  if (flags.json) {
    io.out(`${JSON.stringify({ merged: merged.map(recordOf), places: places.places })}\n`);
  } else {
    for (const { name, sources } of places.places) io.out(`${name}: united from ${sources} folders\n`);
  }
  return "done";
}

/** A candidate's folder, and those that are united in it. */
interface Merged {
  readonly target: string;
  readonly sources: readonly string[];
  readonly folder: MergedFolder;
}

function judgmentsOf({ folder }: Merged): number {
  return [...folder.judgments.values()].reduce((sum, list) => sum + list.length, 0);
}

function recordOf(merged: Merged) {
  const { target, sources, folder } = merged;
  return {
    folder: target,
    candidate: folder.manifest.candidate.id,
    sources: sources.filter((source) => source !== target).sort(),
    answers: folder.answers.length,
    judgments: judgmentsOf(merged),
    conflicts: folder.conflicts,
    damaged: folder.damaged,
  };
}

async function write({ target, sources, folder }: Merged, io: Io): Promise<void> {
  for (const source of sources.filter((one) => one !== target)) await warnOfBatches(source, io);
  await writeMerged(target, folder, io.now);
  for (const { path, line, problem } of folder.damaged) io.err(`${path}:${line}: left out: ${problem}\n`);
  for (const conflict of folder.conflicts) io.err(`asked twice, the later one counts: ${conflict}\n`);
}

/** Every candidate's folder in those that are given; one that holds nothing is refused. */
async function candidatesToMerge(given: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    given.map(async (folder) => {
      const candidates = await candidatesIn(folder);
      return { folder, candidates, isEmpty: candidates.length === 0 && (await listPlaces(folder)).length === 0 };
    }),
  );
  const empty = found.filter(({ isEmpty }) => isEmpty);
  if (empty.length === 0) return found.flatMap(({ candidates }) => candidates);
  throw new InputError("there are no records to merge", {
    problems: empty.map(({ folder }) => `${folder} is neither a folder of records nor a candidate's`),
  });
}

/** Which folders become one, by where that will be, in its order. */
async function sourcesByTarget(candidates: readonly string[], out: string): Promise<[string, readonly string[]][]> {
  const groups = new Map<string, string[]>();
  for (const source of new Set(candidates)) {
    const manifest = await loadManifest(source);
    if (manifest === null) throw new Error(`${source} lost its manifest`);
    const target = candidatePath(out, manifest.questionSet.id, manifest.candidate.id, manifest.origin);
    groups.set(target, [...(groups.get(target) ?? []), source]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

function refuseLostLines(target: string, { damaged }: MergedFolder): void {
  const lost = damaged.filter(({ path }) => path.startsWith(target));
  if (lost.length === 0) return;
  throw new InputError(`${target} has lines that cannot be read, and merging into it would remove them`, {
    problems: lost.map(({ path, line, problem }) => `${path}:${line}: ${problem}`),
    hint: "Set them aside first: mtbench results check --repair.",
  });
}

/** A folder of records, a candidate's, or the id of one below `--results`. */
async function folderOf(word: string, results: string | undefined, io: Io): Promise<string> {
  const path = resolve(io.cwd, word);
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  return isThere ? path : findCandidate(word, resolve(io.cwd, results ?? "results"), io);
}

/** A batch belongs to the folder that sent it; elsewhere its judgments would be asked for, and paid for, again. */
async function warnOfBatches(source: string, io: Io): Promise<void> {
  for (const { plan, batchId } of (await loadOpenBatches(source)).open) {
    const what = `${plan.keys.length} judgments wait in ${batchId ?? "a batch"} at ${plan.server}`;
    io.err(`warning: ${source}: ${what}; collect them there first (--judge-mode batch), then merge again\n`);
  }
}

/** A candidate's folder itself, or every one below a folder of records. */
async function candidatesIn(folder: string): Promise<string[]> {
  if ((await loadManifest(folder)) !== null) return [folder];
  return listCandidateFolders(folder);
}
