import { resolve } from "node:path";
import { InputError } from "../../errors.ts";
import { listCandidateFolders } from "../../results/folders.ts";
import { loadManifest, loadRunRecord, type RunRecord } from "../../results/run-record.ts";
import { type ScoredFolder, scoreFolder } from "../../scores/score-folder.ts";
import { commonProtocol } from "../decide/pick-candidate.ts";
import { findCandidate } from "../find-candidate.ts";
import type { Io } from "../terminal/io.ts";

/** Candidates whose answers are to be rated, with the judge whose score the ratings are to correct. */
export interface ChosenCandidates {
  readonly records: readonly RunRecord[];
  /** In the same order; null: nobody has judged any of them. */
  readonly judged: readonly ScoredFolder[] | null;
}

/**
 * The candidates that are named, or the only one there is.
 *
 * @throws InputError where several are there and none is named, where they are of different question sets, or were not judged
 * alike
 */
export async function chooseCandidates(
  names: readonly string[] | undefined,
  protocol: string | undefined,
  root: string,
  io: Io,
): Promise<ChosenCandidates> {
  const paths: string[] = [];
  for (const name of names ?? []) paths.push(await findCandidate(name, root, io));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new InputError(`${twice} is named twice`);
  if (paths.length === 0) paths.push(await onlyCandidate(root));
  const records: RunRecord[] = [];
  for (const path of paths) records.push(await loadRunRecord(path));
  const sets = [...new Set(records.map(({ manifest }) => manifest.questionSet.id))];
  if (sets.length > 1) {
    throw new InputError("these candidates answered different question sets", {
      problems: records.map(({ manifest }) => `${manifest.candidate.id}: ${manifest.questionSet.id}`),
      hint: "Name candidates of one set, as set/candidate where an id stands for several.",
    });
  }
  const picked = records.map((record) => ({ record, protocols: scoreFolder(record) }));
  if (picked.every(({ protocols }) => protocols.length === 0)) return { records, judged: null };
  const unjudged = picked.find(({ protocols }) => protocols.length === 0);
  if (unjudged !== undefined) {
    throw new InputError(`${unjudged.record.manifest.candidate.id} has no ratings, and another one has`, {
      hint: "Rate its answers with: mtbench judge",
    });
  }
  return { records, judged: commonProtocol(picked, protocol, (one) => one.key) };
}

async function onlyCandidate(root: string): Promise<string> {
  const all = await listCandidateFolders(root);
  const [only, ...others] = all;
  if (only === undefined) {
    throw new InputError("there are no answers to rate", { hint: "Get some with: mtbench run --model <name@url>" });
  }
  if (others.length === 0) return only;
  const problems: string[] = [];
  for (const path of all.slice(0, 8)) {
    const manifest = await loadManifest(path);
    if (manifest !== null) problems.push(`${manifest.questionSet.id}/${manifest.candidate.id}`);
  }
  throw new InputError(`${all.length} candidates have answers, and nobody says which of them are to be rated`, {
    problems,
    hint: "Name one or several with --candidates, or two side by side with --pairs.",
  });
}

/** Absolute path of the results. */
export function resultsRoot(flags: { readonly results: string }, io: Io): string {
  return resolve(io.cwd, flags.results);
}
