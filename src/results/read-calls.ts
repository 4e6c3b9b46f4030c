import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { parseAnswer } from "../answers/answer.ts";
import { codeOf, InputError } from "../errors.ts";
import { readJournal } from "../files/journal.ts";
import { parseJudgment } from "../judgments/judgment.ts";
import { parseMatch } from "../matches/match.ts";
import { loadOpenBatches } from "./batch-journal.ts";
import { listCandidateFolders } from "./folders.ts";
import { type Launch, launchSchema } from "./manifest.ts";
import { matchesJournals } from "./matches/matches-folder.ts";
import { listCardFolders, listPlaces } from "./places.ts";
import type { CallResult } from "./record-order.ts";
import { listJournals, loadManifest } from "./run-record.ts";
import type { Spending } from "./spending-notes.ts";

/** One call that was recorded, whether its record still counts or a later one replaced it. */
export interface RecordedCall {
  readonly record: CallResult;
  /** The model string that was sent. */
  readonly model: string;
  /** Where it was sent, by the folder's last launch; null: not known. */
  readonly baseUrl: string | null;
}

/** Every call that was ever made and recorded below a results root, in archived folders too. Imports are passed over. */
export async function* readCalls(root: string): AsyncGenerator<RecordedCall> {
  for (const path of await allFolders(root)) {
    const manifest = await loadManifest(path).catch((error: unknown) => {
      if (error instanceof InputError) return null;
      throw error;
    });
    if (manifest?.origin === "run") yield* callsIn(path);
  }
  for (const path of await matchPlaces(root)) yield* matchesIn(path);
}

async function* matchesIn(path: string): AsyncGenerator<RecordedCall> {
  const journals = await matchesJournals(path);
  const last = (await launchesIn(journals.launches)).at(-1);
  for (const file of journals.matches) {
    const matches = await readJournal(file, parseMatch);
    for (const record of matches.records) yield* callOf(record, urlOf(last?.judgeServer));
  }
}

async function launchesIn(files: readonly string[]): Promise<Launch[]> {
  const launches: Launch[] = [];
  for (const file of files) {
    launches.push(...(await readJournal(file, (value) => launchSchema.parse(value))).records);
  }
  return launches;
}

/** Where matches stand below a results root. */
async function matchPlaces(root: string): Promise<string[]> {
  return (await listPlaces(root)).filter(({ kind }) => kind === "matches").map(({ path }) => path);
}

async function* callsIn(path: string): AsyncGenerator<RecordedCall> {
  const journals = await listJournals(path);
  const launches = await launchesIn(journals.launches);
  for (const file of journals.answers) {
    const answers = await readJournal(file, parseAnswer);
    for (const record of answers.records) yield* callOf(record, urlOf(launches.at(-1)?.server));
  }
  for (const file of journals.judgments) {
    const judgments = await readJournal(file, parseJudgment);
    for (const record of judgments.records) yield* callOf(record, urlOf(judgeServerOf(launches, record)));
  }
}

function* callOf(record: CallResult, baseUrl: string | null): Generator<RecordedCall> {
  const model = record.sent?.model;
  if (record.call !== null && typeof model === "string") yield { record, model, baseUrl };
}

/** What is known of the server that a judgment was asked at: of a jury its member's, by the last launch that had it. */
export function judgeServerOf(
  launches: readonly Pick<Launch, "judgeServer" | "judgeServers">[],
  record: CallResult,
): Launch["judgeServer"] {
  const member = "judgeModel" in record ? record.judgeModel : undefined;
  if (member === undefined) return launches.at(-1)?.judgeServer ?? null;
  return launches.findLast(({ judgeServers }) => judgeServers?.[member] !== undefined)?.judgeServers?.[member] ?? null;
}

function urlOf(server: Launch["server"] | null | undefined): string | null {
  return typeof server?.baseUrl === "string" ? server.baseUrl : null;
}

/** What batches that were sent and not collected may take at most, by token. */
export async function loadWaitingBatches(root: string): Promise<Map<string, Spending>> {
  const waiting = new Map<string, Spending>();
  for (const path of [...(await allFolders(root)), ...(await matchPlaces(root))]) {
    for (const { plan } of (await loadOpenBatches(path)).open) {
      if (plan.worst !== undefined) waiting.set(plan.token, plan.worst);
    }
  }
  return waiting;
}

/** Candidates' folders below a results root and those of judge cards, the archived ones included. */
async function allFolders(root: string): Promise<string[]> {
  const archive = join(root, ".archive");
  const archived = (await namesIn(archive)).map((name) => join(archive, name));
  return [...(await listCandidateFolders(root)), ...(await listCardFolders(root)), ...archived];
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw error;
  }
}
