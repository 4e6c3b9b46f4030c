import { join } from "node:path";
import { parseMatch } from "../../matches/match.ts";
import { batchRecordSchema } from "../batch-journal.ts";
import { checkJournals, type FolderCheck, type JournalFile, repairFolder } from "../check-folder.ts";
import { filesIn } from "../folders.ts";
import { launchSchema } from "../manifest.ts";
import { matchesJournals } from "./matches-folder.ts";

const batchFile = "batches.jsonl";
const besides = /^(?:\.|lock(?:\.|$))|^batches\.jsonl$|\.(?:damaged|merging)$/u;

/** Reads every line of a place of matches by its schema and says what cannot be read or does not belong there. Changes nothing. */
export async function checkMatches(path: string): Promise<FolderCheck> {
  const journals = await journalsIn(path);
  const known = new Set(journals.map(({ file }) => file));
  const strangers = (await filesIn(path))
    .filter((name) => !besides.test(name) && !known.has(join(path, name)))
    .map((name) => ({ path: join(path, name), line: null, problem: "this file is not ours", kind: "named" }) as const);
  const { records, findings } = await checkJournals(journals);
  return { path, records, findings: [...findings, ...strangers] };
}

/** Moves lines that cannot be read aside, as in a candidate's folder. Returns how many. */
export function repairMatches(path: string, now: () => number): Promise<number> {
  return repairFolder(path, now, journalsIn);
}

async function journalsIn(path: string): Promise<JournalFile[]> {
  const { matches, launches } = await matchesJournals(path);
  const hasBatches = (await filesIn(path)).includes(batchFile);
  return [
    ...matches.map((file) => ({ file, parse: parseMatch })),
    ...launches.map((file) => ({ file, parse: (value: unknown) => launchSchema.parse(value) })),
    ...(hasBatches ? [{ file: join(path, batchFile), parse: (value: unknown) => batchRecordSchema.parse(value) }] : []),
  ];
}
