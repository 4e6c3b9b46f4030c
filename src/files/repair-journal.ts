import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { jsonOf, longestLine } from "./journal.ts";
import { type FileLine, readLines } from "./read-lines.ts";
import { storing } from "./storage-error.ts";

/** Where lines that cannot be read are kept, beside their journal. */
export function damagedPath(path: string): string {
  return `${path}.damaged`;
}

/**
 * Moves every line that `isRecord` refuses, byte by byte, to the journal's `.damaged` file, and leaves the others as they
 * are. The journal is replaced in one step, after what leaves it is safe. The caller must hold the folder's lock. Returns
 * how many lines were moved.
 */
export async function repairJournal(path: string, isRecord: (value: unknown) => boolean): Promise<number> {
  return storing(path, async () => {
    const kept = `${path}.repaired`;
    const source = await open(path, "r");
    const target = await open(kept, "w");
    let aside: FileHandle | null = null;
    let moved = 0;
    try {
      for await (const line of readLines(path, longestLine)) {
        if (line.text?.trim() === "") continue;
        if (isGood(line, isRecord)) {
          await target.appendFile(`${line.text}\n`);
          continue;
        }
        aside ??= await open(damagedPath(path), "a");
        await copyLine(source, line, aside);
        moved += 1;
      }
      await aside?.sync();
      await target.sync();
    } finally {
      await source.close();
      await target.close();
      await aside?.close();
    }
    if (moved > 0) await rename(kept, path);
    else await rm(kept, { force: true });
    return moved;
  });
}

function isGood(line: FileLine, isRecord: (value: unknown) => boolean): boolean {
  try {
    return isRecord(jsonOf(line));
  } catch {
    return false;
  }
}

async function copyLine(source: FileHandle, line: FileLine, target: FileHandle): Promise<void> {
  const buffer = Buffer.alloc(Math.min(line.length, 1024 * 1024));
  for (let at = 0; at < line.length; ) {
    const { bytesRead } = await source.read(buffer, 0, Math.min(buffer.length, line.length - at), line.start + at);
    if (bytesRead === 0) break;
    await target.appendFile(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  await target.appendFile("\n");
}
