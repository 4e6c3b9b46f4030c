import { readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { AnswerRecord } from "../answers/answer.ts";
import { parseAnswer } from "../answers/parse-answer.ts";
import { codeOf, InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";
import { type DamagedLine, type JournalWriter, openJournal, readJournal } from "../files/journal.ts";
import { type Holder, type Lock, readHolder, takeLock } from "../files/lock.ts";
import { makeFolder } from "../files/make-folder.ts";
import { storing } from "../files/storage-error.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { parseJudgment } from "../judgments/parse-judgment.ts";
import { compareFields, describeDifference } from "./compare-fields.ts";
import { createManifest } from "./create-manifest.ts";
import { type Launch, launchSchema, type Manifest, manifestSchema, resultsFormat } from "./manifest.ts";
import { compareRecords } from "./record-order.ts";
import { kindOfFile, type Shard, shardSuffix } from "./shard.ts";

/** Kept by hand beside the runs; never a question set's folder. */
export const publishedFolder = "published";

/** Where one candidate's answers to one question set live. Imports stand beside runs and never share a folder with one. */
export function candidatePath(
  root: string,
  questionSet: string,
  candidate: string,
  origin: Manifest["origin"],
): string {
  const set = folderName(questionSet);
  if (set === publishedFolder) {
    throw new InputError(`a question set cannot be called ${questionSet}: results/${publishedFolder} is kept by hand`);
  }
  // A plus sign stands in no encoded id.
  return join(root, set, `${folderName(candidate)}${origin === "import" ? "+import" : ""}`);
}

/** Everything that stands in one candidate's folder: of a key the last record of a file, and of several files' the one that `compareRecords` puts last. */
export interface RunRecord {
  readonly path: string;
  readonly manifest: Manifest;
  readonly launches: readonly Launch[];
  readonly answers: ReadonlyMap<string, AnswerRecord>;
  readonly judgments: ReadonlyMap<string, JudgmentRecord>;
  /** Lines that could not be read, set aside. */
  readonly damaged: readonly DamagedLine[];
}

/** Reads a candidate's folder. Throws an InputError when it is none. */
export async function loadRunRecord(path: string): Promise<RunRecord> {
  const manifest = await loadManifest(path);
  if (manifest === null) throw new InputError(`${path} is not a results folder: manifest.json is missing`);
  const damaged: DamagedLine[] = [];
  const journals = await listJournals(path);
  const answers = new Map<string, AnswerRecord>();
  for (const file of journals.answers) unite(answers, await readKeyed(file, parseAnswer, damaged));
  const judgments = new Map<string, JudgmentRecord>();
  for (const file of journals.judgments) unite(judgments, await readKeyed(file, parseJudgment, damaged));
  const launches: Launch[] = [];
  for (const file of journals.launches) {
    const contents = await readJournal(file, (value) => launchSchema.parse(value));
    for (const launch of contents.records) launches.push(launch);
    damaged.push(...contents.damaged);
  }
  if (journals.launches.length > 1) launches.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return { path, manifest, launches, answers, judgments, damaged };
}

/** Paths of a folder's journals, those of every shard, in name order. */
export interface Journals {
  readonly answers: readonly string[];
  readonly judgments: readonly string[];
  readonly launches: readonly string[];
}

export async function listJournals(path: string): Promise<Journals> {
  const own = await filesIn(path);
  const ofKind = (kind: "answers" | "launches"): string[] =>
    own.filter((name) => kindOfFile(name) === kind).map((name) => join(path, name));
  const judgments = (await filesIn(join(path, "judgments"))).filter((name) => name.endsWith(".jsonl"));
  return {
    answers: ofKind("answers"),
    judgments: judgments.map((name) => join(path, "judgments", name)),
    launches: ofKind("launches"),
  };
}

function unite<T extends AnswerRecord | JudgmentRecord>(all: Map<string, T>, part: ReadonlyMap<string, T>): void {
  for (const [key, record] of part) {
    const other = all.get(key);
    if (other === undefined || compareRecords(other, record) < 0) all.set(key, record);
  }
}

/** An open folder: the only writer of its journals until it is closed. */
export interface ResultsFolder {
  readonly record: RunRecord;
  appendAnswer(answer: AnswerRecord): Promise<void>;
  appendJudgment(judgment: JudgmentRecord): Promise<void>;
  appendLaunch(launch: Launch): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens or creates a candidate's folder for writing. A specification that differs from the one in the folder is refused
 * with the field named, because a new model under an old name must never inherit old answers; `fresh` moves the old
 * folder aside first. `record` is what stood there, and what was appended since unless `remember` is false: a long run's
 * records would fill the memory for nothing. A shard writes journals of its own under a lock of its own, beside other shards and never beside a
 * whole run.
 */
export async function openResultsFolder(
  path: string,
  manifest: Manifest,
  options: {
    readonly fresh?: boolean;
    readonly now?: () => number;
    readonly shard?: Shard | null;
    readonly remember?: boolean;
  } = {},
): Promise<ResultsFolder> {
  const now = options.now ?? Date.now;
  const suffix = shardSuffix(options.shard ?? null);
  let lock: Lock = await storing(path, () => takeLock(join(path, `lock${suffix}`), now));
  try {
    await refuseOtherWriters(path, suffix, now);
    let existing = await loadManifest(path);
    if (existing !== null && options.fresh === true) {
      await lock.release();
      await archive(path, now);
      lock = await takeLock(join(path, "lock"), now);
      existing = null;
    }
    if (existing === null) {
      await refuseForeignFolder(path);
      const isOurs = await storing(path, () => createManifest(path, manifest));
      if (!isOurs) existing = await loadManifest(path);
    }
    if (existing !== null) refuseOtherSpecification(path, existing, manifest);
    return await openJournals(path, await loadRunRecord(path), lock, { suffix, remember: options.remember ?? true });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A process that writes into a folder now. */
export interface Writer extends Holder {
  /** Null: the whole run. */
  readonly shard: string | null;
}

export async function writersOf(path: string, now: () => number = Date.now): Promise<Writer[]> {
  const locks = (await filesIn(path)).filter((name) => /^lock(?:\.shard-\d+-of-\d+)?$/.test(name));
  const holders = locks.map(async (name) => {
    const holder = await readHolder(join(path, name), now);
    return holder === null ? [] : [{ ...holder, shard: name === "lock" ? null : name.slice("lock.".length) }];
  });
  return (await Promise.all(holders)).flat();
}

/** Everybody who writes into any folder below a results root now. */
export async function writersBelow(root: string, now: () => number): Promise<(Writer & { readonly path: string })[]> {
  const found = (await listCandidateFolders(root)).map(async (path) =>
    (await writersOf(path, now)).map((writer) => ({ ...writer, path })),
  );
  return (await Promise.all(found)).flat();
}

/**
 * A whole run and the shards of one would ask the same calls, so each looks for the other after taking its own lock;
 * shards write beside each other. `suffix` is the caller's own, empty for what must be alone in the folder.
 */
export async function refuseOtherWriters(path: string, suffix: string, now: () => number): Promise<void> {
  for (const { shard, pid, host } of await writersOf(path, now)) {
    if (suffix === "" ? shard === null : shard !== null) continue;
    throw new InputError(
      `${path} is being written by process ${pid} on ${host}: ${shard ?? "a run that is no shard"}`,
      {
        hint: "Wait until it ends, or write to another folder with --results and merge the two afterwards.",
      },
    );
  }
}

async function openJournals(
  path: string,
  record: RunRecord,
  lock: Lock,
  { suffix, remember }: { readonly suffix: string; readonly remember: boolean },
): Promise<ResultsFolder> {
  const journals = new Map<string, Promise<JournalWriter>>();
  const answers = new Map(record.answers);
  const judgments = new Map(record.judgments);
  const append = async (file: string, value: unknown): Promise<void> => {
    if (lock.isLost()) {
      throw new InputError(`${path} was taken over by another process while this one seemed to be gone`, {
        hint: "Nothing was lost. Let one of them end, then run the same command again.",
      });
    }
    let journal = journals.get(file);
    if (journal === undefined) {
      journal = openJournal(join(path, file));
      journals.set(file, journal);
    }
    await (await journal).append(value);
  };
  return {
    record: { ...record, answers, judgments },
    async appendAnswer(answer) {
      await append(`answers${suffix}.jsonl`, answer);
      if (remember) answers.set(answer.key, answer);
    },
    async appendJudgment(judgment) {
      await append(join("judgments", `${folderName(judgment.judge)}${suffix}.jsonl`), judgment);
      if (remember) judgments.set(judgment.key, judgment);
    },
    async appendLaunch(launch) {
      await append(`launches${suffix}.jsonl`, launch);
    },
    async close() {
      try {
        const opened = await Promise.allSettled(journals.values());
        for (const journal of opened) if (journal.status === "fulfilled") await journal.value.close();
      } finally {
        await lock.release();
      }
    },
  };
}

/** Folders of candidates below a results root, in name order; `published` and folders without a manifest are passed over. */
export async function listCandidateFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const set of await foldersIn(root)) {
    if (set === publishedFolder) continue;
    for (const candidate of await foldersIn(join(root, set))) {
      const path = join(root, set, candidate);
      if ((await filesIn(path)).includes("manifest.json")) found.push(path);
    }
  }
  return found;
}

export async function loadManifest(path: string): Promise<Manifest | null> {
  const file = join(path, "manifest.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
  const hint = "Restore the file, or move the folder aside.";
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InputError(`${file}: not JSON`, { hint, cause: error });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`);
  throw new InputError(`${file} is not a manifest of format ${resultsFormat}`, { problems, hint });
}

function refuseOtherSpecification(path: string, existing: Manifest, wanted: Manifest): void {
  const identity = ({ origin, questionSet, candidate, seed }: Manifest) => ({ origin, questionSet, candidate, seed });
  const differences = compareFields(identity(existing), identity(wanted));
  if (differences.length === 0) return;
  throw new InputError(`${path} holds another specification of ${existing.candidate.id}`, {
    problems: differences.map(describeDifference),
    hint: "Give the new one a name with --id, or archive the old folder with --fresh.",
  });
}

/** A folder with files but no manifest is somebody else's; writing into it could harm them. */
async function refuseForeignFolder(path: string): Promise<void> {
  const names = await filesIn(path);
  const ours = (name: string): boolean => /^(?:lock|manifest\.json)(?:\.|$)/u.test(name);
  // Another shard may have made the folder a moment ago.
  const strangers = names.includes("manifest.json") ? [] : names.filter((name) => !ours(name));
  if (strangers.length === 0) return;
  throw new InputError(`${path} has files but no manifest.json, so it is not a results folder`, {
    problems: strangers.slice(0, 5).map((name) => `unknown file: ${name}`),
    hint: "Move it aside, or write to another folder with --results.",
  });
}

async function archive(path: string, now: () => number): Promise<void> {
  const stamp = new Date(now()).toISOString().replaceAll(/[:.]/g, "-");
  await makeFolder(join(path, "..", "..", ".archive"));
  const name = path.split(/[\\/]/).slice(-2).join("+");
  await rename(path, join(path, "..", "..", ".archive", `${name}+${stamp}`));
}

async function readKeyed<T extends { readonly key: string }>(
  path: string,
  parse: (value: unknown) => T,
  damaged: DamagedLine[],
): Promise<Map<string, T>> {
  const contents = await readJournal(path, (value) => parse(value));
  damaged.push(...contents.damaged);
  if (contents.torn) {
    const line = contents.records.length + contents.damaged.length + 1;
    damaged.push({ path, line, problem: "the last line was not finished; its record is due again" });
  }
  return new Map(contents.records.map((record) => [record.key, record]));
}

async function filesIn(path: string): Promise<string[]> {
  return namesIn(path, (entry) => entry.isFile());
}

async function foldersIn(path: string): Promise<string[]> {
  return namesIn(path, (entry) => entry.isDirectory() && !entry.name.startsWith("."));
}

async function namesIn(path: string, keep: (entry: import("node:fs").Dirent) => boolean): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter(keep)
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
