import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { folderName } from "../files/folder-name.ts";
import { takeLock } from "../files/lock.ts";
import { makeFolder } from "../files/make-folder.ts";
import { manifestText } from "./create-manifest.ts";
import type { MergedFolder } from "./merge-folders.ts";
import { refuseOtherWriters } from "./refuse-other-writers.ts";
import { listJournals } from "./run-record.ts";

/**
 * Writes a merged folder: one journal of each kind. What stands in the folder already must be part of what was merged; its
 * shards' own journals are removed once everything they hold is written. Stopped at any moment, the folder still holds
 * everything, and merging again gives the same.
 */
export async function writeMerged(path: string, merged: MergedFolder, now: () => number): Promise<void> {
  const lock = await takeLock(join(path, "lock"), now);
  try {
    await refuseOtherWriters(path, "", now);
    const before = await listJournals(path);
    const written = new Set<string>();
    const write = async (name: string, lines: Iterable<string>): Promise<void> => {
      const target = join(path, name);
      written.add(target);
      await replaceFile(target, lines);
    };
    await write("manifest.json", [manifestText(merged.manifest)]);
    await write("launches.jsonl", linesOf(merged.launches));
    await write("answers.jsonl", linesOf(merged.answers));
    for (const [judge, judgments] of merged.judgments) {
      await write(join("judgments", `${folderName(judge)}.jsonl`), linesOf(judgments));
    }
    for (const file of [...before.answers, ...before.judgments, ...before.launches]) {
      if (!written.has(file)) await rm(file);
    }
  } finally {
    await lock.release();
  }
}

function* linesOf(records: Iterable<unknown>): Generator<string> {
  for (const record of records) yield `${JSON.stringify(record)}\n`;
}

/** Whole or not at all. A stream, since a merged journal may be longer than a text can be. */
async function replaceFile(target: string, lines: Iterable<string>): Promise<void> {
  await makeFolder(dirname(target));
  const draft = `${target}.${process.pid}.merging`;
  try {
    await pipeline(lines, createWriteStream(draft, { flush: true }));
    await rename(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}
