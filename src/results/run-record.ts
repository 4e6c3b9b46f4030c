import { readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import { type AnswerRecord, parseAnswer } from "../answers/answer.ts";
import { codeOf, InputError } from "../errors.ts";
import { type DamagedLine, readJournal } from "../files/journal.ts";
import { readTextIfThere } from "../files/read-text.ts";
import { type JudgmentRecord, parseJudgment } from "../judgments/judgment.ts";
import { parseJson } from "../text/parse-json.ts";
import { filesIn, noFilesIn } from "./folders.ts";
import { type Launch, launchSchema, type Manifest, manifestSchema, resultsFormat } from "./manifest.ts";
import { compareRecords } from "./record-order.ts";
import { kindOfFile } from "./shard.ts";

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

/** What is kept of a record that was read. */
export interface Keep {
  readonly answer: (record: AnswerRecord) => AnswerRecord;
  readonly judgment: (record: JudgmentRecord) => JudgmentRecord;
}

/**
 * Reads a candidate's folder. Of records that need not be kept whole `keep` makes what is, as each is read; where several files
 * of a kind have to be united they are whole, since the later one is found by all of its fields. Throws an InputError when it
 * is none.
 */
export async function loadRunRecord(path: string, keep?: Keep): Promise<RunRecord> {
  const manifest = await loadManifest(path);
  if (manifest === null) throw new InputError(`${path} is not a results folder: manifest.json is missing`);
  const damaged: DamagedLine[] = [];
  const journals = await listJournals(path);
  const answers = new Map<string, AnswerRecord>();
  const keepAnswer = journals.answers.length === 1 ? keep?.answer : undefined;
  for (const file of journals.answers) unite(answers, await readKeyed(file, kept(parseAnswer, keepAnswer), damaged));
  const judgments = new Map<string, JudgmentRecord>();
  const keepJudgment = journals.judgments.length === 1 ? keep?.judgment : undefined;
  for (const file of journals.judgments) {
    unite(judgments, await readKeyed(file, kept(parseJudgment, keepJudgment), damaged));
  }
  const launches: Launch[] = [];
  for (const file of journals.launches) {
    const contents = await readJournal(file, (value) => launchSchema.parse(value));
    for (const launch of contents.records) launches.push(launch);
    damaged.push(...contents.damaged);
  }
  if (journals.launches.length > 1) launches.sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  return { path, manifest, launches, answers, judgments, damaged };
}

function kept<T>(parse: (value: unknown) => T, keep: (record: T) => T = (record) => record): (value: unknown) => T {
  return (value) => keep(parse(value));
}

/** Paths of a folder's journals, those of every shard, in name order. */
export interface Journals {
  readonly answers: readonly string[];
  readonly judgments: readonly string[];
  readonly launches: readonly string[];
}

export async function listJournals(path: string): Promise<Journals> {
  const own = await filesIn(path);
  const odd = (await noFilesIn(path)).filter((name) => kindOfFile(name) !== null);
  const oddBelow = (await noFilesIn(join(path, "judgments"))).filter((name) => name.endsWith(".jsonl"));
  if (odd.length + oddBelow.length > 0) {
    const places = [...odd, ...oddBelow.map((name) => join("judgments", name))];
    throw new InputError(`${path}: what stands in the place of a journal is no file`, {
      problems: places.map((name) => `${name}: expected a file`),
      hint: "Move it aside; what it should hold is asked again then.",
    });
  }
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

export async function loadManifest(path: string): Promise<Manifest | null> {
  const file = join(path, "manifest.json");
  const hint = "Restore the file, or move the folder aside.";
  try {
    if (!(await stat(file)).isFile()) throw new InputError(`${file} is no file`, { hint: "Move it aside." });
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      const link = await readlink(file).catch(() => null);
      if (link === null) return null;
      throw new InputError(`${file} is a link to ${link}, where nothing is`, { cause: error });
    }
    if (codeOf(error) === "ELOOP") throw new InputError(`${file} is a link that leads in a circle`, { cause: error });
    throw error;
  }
  const text = await readTextIfThere(file, file);
  if (text === null) return null;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new InputError(`${file}: not JSON`, { hint, cause: error });
  }
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${file}: ${issue.path.join(".")}: ${issue.message}`);
  throw new InputError(`${file} is not a manifest of format ${resultsFormat}`, { problems, hint });
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
