import { join, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { packageRoot } from "../files/package-root.ts";
import { publishedFolder } from "../results/folders.ts";
import { loadPublishedModels, type PublishedModel } from "../results/published/published-models.ts";
import { loadPublishedScores, type PublishedSource } from "../results/published/published-scores.ts";
import type { ProtocolBoard } from "../scores/leaderboard.ts";
import { didYouMean, nearestHint } from "../text/nearest.ts";
import { isNamed } from "./find-anchors.ts";
import { linkPairs } from "./link-pairs.ts";
import { type LinkRecord, linkRecord } from "./link-record.ts";
import { type LinkTable, labelOf } from "./link-table.ts";
import { ownTables } from "./own-tables.ts";
import { publishedTables } from "./published-tables.ts";

export interface PublishedTables {
  readonly tables: readonly LinkTable[];
  readonly models: ReadonlyMap<string, PublishedModel>;
  /** The sources that ship, as they were read. */
  readonly shipped: readonly PublishedSource[];
}

/** The tables that ship and those of the user's own `<results>/published`, whose files stand before ours of the same name. */
export async function loadPublishedTables(root: string): Promise<PublishedTables> {
  const shipped = join(packageRoot, "results", publishedFolder);
  const folders = [...new Set([resolve(root, publishedFolder), shipped])];
  const sources = new Map<string, PublishedSource>();
  const models = new Map<string, PublishedModel>();
  let last: readonly PublishedSource[] = [];
  for (const folder of folders) {
    last = await loadPublishedScores(folder);
    for (const source of last) if (!sources.has(source.id)) sources.set(source.id, source);
    for (const [id, model] of await loadPublishedModels(folder)) if (!models.has(id)) models.set(id, model);
  }
  return { tables: publishedTables([...sources.values()], models), models, shipped: last };
}

/** Our boards and everybody's tables, as scales. */
export async function loadTables(root: string, boards: readonly ProtocolBoard[]): Promise<readonly LinkTable[]> {
  return withOwn(await loadPublishedTables(root), boards);
}

function withOwn({ tables, models }: PublishedTables, boards: readonly ProtocolBoard[]): readonly LinkTable[] {
  return [...ownTables(boards, models), ...tables];
}

/** Every link of our own boards that holds or has a model in common, by sure anchors, as other outputs show it. */
export function ownLinks(published: PublishedTables, boards: readonly ProtocolBoard[]): readonly LinkRecord[] {
  const tables = withOwn(published, boards);
  const own = tables.filter(({ origin }) => origin === "own");
  return linkPairs(own, tables, { likely: false }).links.map(linkRecord);
}

/**
 * The tables that a word on the command line means: an id with its language, or without it, a published file, the judge of
 * a procedure, or the beginning of a protocol key.
 *
 * @throws InputError when it means none.
 */
export function pickTables(tables: readonly LinkTable[], word: string, flag: string): readonly LinkTable[] {
  const wanted = word.toLowerCase();
  const exact = tables.filter(({ id }) => id.toLowerCase() === wanted);
  if (exact.length > 0) return exact;
  const named = tables.filter(({ names }) => names.some((name) => name.toLowerCase() === wanted));
  if (named.length > 0) return named;
  const keys = tables.filter(({ id, origin }) => origin === "own" && wanted.length >= 4 && startsAlike(id, wanted));
  if (keys.length > 0) return keys;
  throw new InputError(`${flag}: no table ${JSON.stringify(word)}`, { hint: tablesHint(word, tables) });
}

/** Tables are often named without their language: the nearest is looked for among both spellings. */
function tablesHint(word: string, tables: readonly LinkTable[]): string {
  const known = [...new Set(tables.map(({ id }) => id))];
  const near = didYouMean(word, new Set([...known, ...tables.flatMap(({ names }) => names)]));
  const whole = nearestHint(word, known);
  return near === "" || whole.startsWith("Did you mean") ? whole : `D${near.slice(1)} ${whole}`;
}

/**
 * A name that means no row would leave an anchor in that the user wants out.
 *
 * @throws InputError naming the first such name.
 */
export function refuseUnknownRows(tables: readonly LinkTable[], names: readonly string[] = []): void {
  const rows = tables.flatMap((table) => table.rows);
  const unknown = names.find((name) => !rows.some((row) => isNamed(row, [name])));
  if (unknown === undefined) return;
  const question = didYouMean(unknown, new Set(rows.map(labelOf)));
  throw new InputError(`--without: no row ${JSON.stringify(unknown)} in any table`, {
    hint: question === "" ? "Name a row as its table does, or a model by its id." : `D${question.slice(1)}`,
  });
}

/** A key may be given shorter or longer than a table's id shows it. */
function startsAlike(id: string, wanted: string): boolean {
  const length = Math.min(id.length, wanted.length);
  return id.slice(0, length) === wanted.slice(0, length);
}
