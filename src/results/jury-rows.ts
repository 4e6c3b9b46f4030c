import { readJournal } from "../files/journal.ts";
import { listCandidateFolders } from "./folders.ts";
import { launchSchema, type Manifest } from "./manifest.ts";
import { juryRecordOf } from "./procedure-record.ts";
import { listJournals, loadManifest } from "./run-record.ts";

/** A candidate that a jury has rated, or begun to. */
export interface JuryRow {
  readonly candidate: Manifest["candidate"];
  /** Judge models that were left out of its last such launch. */
  readonly leftOut: readonly string[];
}

/** Everyone below a results root who was rated by a jury of this folder on this set. Reads manifests and launches alone. */
export async function juryRows(root: string, set: string, judge: string): Promise<JuryRow[]> {
  const rows: JuryRow[] = [];
  for (const path of await listCandidateFolders(root)) {
    const manifest = await loadManifest(path);
    if (manifest?.questionSet.id !== set) continue;
    const { launches } = await listJournals(path);
    const read = await Promise.all(launches.map((file) => readJournal(file, (value) => launchSchema.parse(value))));
    const last = read
      .flatMap(({ records }) => records)
      .findLast(({ procedure }) => procedure?.judge === judge && juryRecordOf(procedure) !== null);
    const jury = last?.procedure == null ? null : juryRecordOf(last.procedure);
    if (jury !== null) rows.push({ candidate: manifest.candidate, leftOut: jury.leftOut });
  }
  return rows;
}
