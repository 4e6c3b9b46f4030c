import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseAnswer } from "../answers/answer.ts";
import { codeOf, InputError } from "../errors.ts";
import { readJournal } from "../files/journal.ts";
import { takeLock } from "../files/lock.ts";
import { repairJournal } from "../files/repair-journal.ts";
import { parseJudgment } from "../judgments/judgment.ts";
import { batchRecordSchema } from "./batch-journal.ts";
import { filesIn } from "./folders.ts";
import { launchSchema } from "./manifest.ts";
import { refuseOtherWriters } from "./refuse-other-writers.ts";
import { listJournals, loadManifest } from "./run-record.ts";
import { kindOfFile } from "./shard.ts";

/** Something in a results folder that should not be so. */
export interface Finding {
  readonly path: string;
  /** 1-based; null where the whole file or folder is meant. */
  readonly line: number | null;
  readonly problem: string;
  /** `set-aside`: --repair moves it out of the way; `named`: only a person can say what it is. */
  readonly kind: "set-aside" | "named";
}

export interface FolderCheck {
  readonly path: string;
  /** Records that can be read, those that a later one replaced included. */
  readonly records: number;
  readonly findings: readonly Finding[];
}

const known = /^(?:manifest\.json|batches\.jsonl|judgments|import-report\.json)$/u;
const ours = /\.jsonl(?:\.damaged)?$/u;

/** Reads everything in a candidate's folder and says what cannot be read or does not belong there. Changes nothing. */
export async function checkFolder(path: string): Promise<FolderCheck> {
  const findings: Finding[] = [];
  const named = (file: string, problem: string) => findings.push({ path: file, line: null, problem, kind: "named" });
  await loadManifest(path).then(
    (manifest) => {
      if (manifest === null) named(path, "manifest.json is missing, so this is no results folder");
    },
    (error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      named(join(path, "manifest.json"), [error.message, ...error.problems].join("; "));
    },
  );
  const journals = await checkJournals(await journalsIn(path));
  findings.push(...journals.findings);
  for (const name of await namesIn(path)) {
    if (!known.test(name) && !ours.test(name) && kindOfFile(name) === null)
      named(join(path, name), "this file is not ours");
  }
  for (const name of await namesIn(join(path, "judgments"))) {
    if (!ours.test(name)) named(join(path, "judgments", name), "this file is not ours");
  }
  return { path, records: journals.records, findings };
}

/** Reads every line of these journals by its schema; what cannot be read is named with its line. */
export async function checkJournals(journals: readonly JournalFile[]): Promise<Omit<FolderCheck, "path">> {
  const findings: Finding[] = [];
  let records = 0;
  for (const { file, parse } of journals) {
    const contents = await readJournal(file, parse);
    records += contents.records.length;
    for (const { line, problem } of contents.damaged) findings.push({ path: file, line, problem, kind: "set-aside" });
    if (contents.torn) {
      const problem = "the last line was not finished; its record is due again";
      const line = contents.records.length + contents.damaged.length + 1;
      findings.push({ path: file, line, problem, kind: "set-aside" });
    }
  }
  return { records, findings };
}

/**
 * Moves every line that cannot be read into a file of its own beside its journal. Refused while a run writes here. What
 * was moved is due again. `journals`: those that stand there; default: a candidate's.
 */
export async function repairFolder(
  path: string,
  now: () => number,
  journals: (path: string) => Promise<readonly JournalFile[]> = journalsIn,
): Promise<number> {
  const lock = await takeLock(join(path, "lock"), now);
  let moved = 0;
  try {
    await refuseOtherWriters(path, "", now);
    for (const { file, parse } of await journals(path)) {
      const { damaged, torn } = await readJournal(file, parse);
      if (damaged.length > 0 || torn) moved += await repairJournal(file, (value) => accepts(parse, value));
    }
  } finally {
    await lock.release();
  }
  return moved;
}

/** A journal, and what makes a record of one of its lines or throws. */
export interface JournalFile {
  readonly file: string;
  readonly parse: (value: unknown) => unknown;
}

async function journalsIn(path: string): Promise<JournalFile[]> {
  const { answers, judgments, launches } = await listJournals(path);
  const batches = (await filesIn(path)).filter((name) => name === "batches.jsonl").map((name) => join(path, name));
  return [
    ...answers.map((file) => ({ file, parse: parseAnswer })),
    ...launches.map((file) => ({ file, parse: (value: unknown) => launchSchema.parse(value) })),
    ...batches.map((file) => ({ file, parse: (value: unknown) => batchRecordSchema.parse(value) })),
    ...judgments.map((file) => ({ file, parse: parseJudgment })),
  ];
}

function accepts(parse: (value: unknown) => unknown, value: unknown): boolean {
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
