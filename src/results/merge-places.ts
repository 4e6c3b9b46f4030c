import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { codeOf, InputError } from "../errors.ts";
import { readJournal } from "../files/journal.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { takeLock } from "../files/lock.ts";
import { makeFolder } from "../files/make-folder.ts";
import { manifestText } from "./create-manifest.ts";
import type { Manifest } from "./manifest.ts";
import { placeFiles } from "./place-files.ts";
import { listPlaces, type Place } from "./places.ts";
import { textOf } from "./record-order.ts";
import { loadManifest } from "./run-record.ts";
import { specificationDifferences } from "./specification.ts";

/** One file that several roots hold, as it will be. */
interface MergedFile {
  readonly target: string;
  readonly text: string | Buffer;
}

export interface MergedPlaces {
  /** By name, such as `ja-original/+desk`. */
  readonly places: readonly { readonly name: string; readonly sources: number }[];
  write(now: () => number): Promise<void>;
}

/**
 * Unites the places of several results roots under `out`, file by file: of journals every record once, earlier ones first;
 * of other files the only version there is. Idempotent and commutative, as the merge of candidates' folders is.
 *
 * @throws InputError, before anything is written, where two roots hold different files under one name, or a journal has a
 * line that cannot be read.
 */
export async function mergePlaces(roots: readonly string[], out: string): Promise<MergedPlaces> {
  const byName = new Map<string, Place[]>();
  for (const root of new Set([...roots, out])) {
    for (const place of await listPlaces(root)) byName.set(place.name, [...(byName.get(place.name) ?? []), place]);
  }
  const places = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  const merged: { readonly path: string; readonly files: readonly MergedFile[] }[] = [];
  for (const [name, sources] of places) {
    const path = join(out, name);
    merged.push({ path, files: await mergedFiles(sources, path) });
  }
  return {
    places: places.map(([name, sources]) => ({ name, sources: sources.length })),
    async write(now) {
      for (const { path, files } of merged) await writePlace(path, files, now);
    },
  };
}

async function mergedFiles(sources: readonly Place[], path: string): Promise<MergedFile[]> {
  const byFile = new Map<string, string[]>();
  for (const source of sources) {
    for (const file of await placeFiles(source.path)) {
      byFile.set(file, [...(byFile.get(file) ?? []), join(source.path, file)]);
    }
  }
  const files: MergedFile[] = [];
  for (const [file, paths] of byFile) {
    const isManifest = basename(file) === "manifest.json";
    const text = file.endsWith(".jsonl")
      ? await unitedJournal(paths)
      : ((isManifest ? await earliestManifest(paths) : null) ?? (await onlyVersion(paths)));
    files.push({ target: join(path, file), text });
  }
  return files;
}

/** Where a record says when it was made: a launch, a person's rating, or a call. */
const timedSchema = z.looseObject({
  startedAt: z.string().optional().catch(undefined),
  at: z.string().optional().catch(undefined),
  call: z
    .object({ timing: z.object({ startedAt: z.string() }) })
    .optional()
    .catch(undefined),
});

async function unitedJournal(paths: readonly string[]): Promise<string> {
  const lines = new Map<string, { readonly at: string; readonly text: string; readonly line: string }>();
  for (const path of paths) {
    const { records, damaged } = await readJournal(path, (value) => jsonObjectSchema.parse(value));
    if (damaged.length > 0) {
      throw new InputError(`${path} has lines that cannot be read, and merging would lose them`, {
        problems: damaged.map(({ line, problem }) => `${path}:${line}: ${problem}`),
        hint: "mtbench results check names them; mend or remove them by hand.",
      });
    }
    for (const record of records) {
      const { startedAt, at, call } = timedSchema.parse(record);
      const text = textOf(record);
      lines.set(text, { at: at ?? startedAt ?? call?.timing.startedAt ?? "", text, line: JSON.stringify(record) });
    }
  }
  const order = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
  const sorted = [...lines.values()].sort((a, b) => order(a.at, b.at) || order(a.text, b.text));
  return sorted.map(({ line }) => `${line}\n`).join("");
}

/** Of manifests that say the same of whose records these are, the earliest; null: they do not, or one is none. */
async function earliestManifest(paths: readonly string[]): Promise<string | null> {
  const manifests: Manifest[] = [];
  for (const path of paths) {
    const manifest = await loadManifest(dirname(path)).catch((error: unknown) => {
      if (error instanceof InputError) return null;
      throw error;
    });
    if (manifest === null) return null;
    manifests.push(manifest);
  }
  const [first, ...others] = manifests.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  const isOne = first !== undefined && others.every((one) => specificationDifferences(first, one).length === 0);
  return isOne ? manifestText(first) : null;
}

async function onlyVersion(paths: readonly string[]): Promise<Buffer> {
  const [first, ...others] = await Promise.all(paths.map((path) => readFile(path)));
  if (first === undefined) throw new Error("a file without a source");
  const other = others.findIndex((text) => !text.equals(first));
  if (other < 0) return first;
  throw new InputError(`${paths[0]} and ${paths[other + 1]} differ, and nothing tells which one counts`, {
    hint: "Rename one of them, or merge into another folder.",
  });
}

async function writePlace(path: string, files: readonly MergedFile[], now: () => number): Promise<void> {
  const lock = await takeLock(join(path, "lock"), now);
  try {
    for (const { target, text } of files) {
      const before = await readFile(target).catch((error: unknown) => {
        if (codeOf(error) === "ENOENT") return null;
        throw error;
      });
      if (before?.equals(Buffer.from(text))) continue;
      await makeFolder(dirname(target));
      await writeFileAtomic(target, text);
    }
  } finally {
    await lock.release();
  }
}
