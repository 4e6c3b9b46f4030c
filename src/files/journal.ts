import { fstatSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, messageOf } from "../errors.ts";
import { parseJson } from "../text/parse-json.ts";
import { makeFolder } from "./make-folder.ts";
import { type FileLine, readLines } from "./read-lines.ts";
import { StorageError, storing } from "./storage-error.ts";

/** A line that could not be read. It stays in the file; the reader goes on without it. */
export interface DamagedLine {
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly problem: string;
}

export interface JournalContents<T> {
  readonly records: readonly T[];
  readonly damaged: readonly DamagedLine[];
  /** The file ended without a line feed: a writer was stopped in the middle of a record, which is due again. */
  readonly torn: boolean;
}

/** Bytes of one line. The longest reply that is taken has 8 million characters, written at six bytes each at most. */
export const longestLine = 64 * 1024 * 1024;

/**
 * Reads an append-only JSONL file. A missing file is an empty one. A torn last line is tolerated; any other line that
 * does not parse, or is too long to be a record, is reported with its place and set aside. `parse` throws for a value
 * that is not a record.
 */
export async function readJournal<T>(
  path: string,
  parse: (value: unknown) => T,
  options: { readonly longestLine?: number } = {},
): Promise<JournalContents<T>> {
  const records: T[] = [];
  const damaged: DamagedLine[] = [];
  let torn = false;
  try {
    for await (const line of readLines(path, options.longestLine ?? longestLine)) {
      if (line.text?.trim() === "") continue;
      if (isTorn(line)) {
        torn = true;
        continue;
      }
      try {
        records.push(parse(jsonOf(line)));
      } catch (error) {
        damaged.push({ path, line: line.number, problem: problemOf(line.text, error) });
      }
    }
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
  }
  return { records, damaged, torn };
}

function isTorn({ isEnded, text }: FileLine): boolean {
  return !isEnded && (text === null || !isJson(text));
}

/**
 * The value of a journal's line.
 *
 * @throws Error for a line that holds none
 */
export function jsonOf({ text, problem }: Pick<FileLine, "text" | "problem">): unknown {
  if (text === null) throw new Error(problem ?? "unreadable");
  return parseJson(withoutMark(text));
}

export interface JournalWriter {
  /** Resolves when the record is on the disk, so that it survives the end of this process and a power cut. */
  append(record: unknown): Promise<void>;
  close(): Promise<void>;
}

interface JournalOptions {
  readonly open?: (path: string) => Promise<FileHandle>;
  /** A file or folder that was there before: where it is gone, so is what the journal belongs to, and no folder is made for it alone. */
  readonly beside?: string;
}

const removed = "it was removed while it was being written";

/** A record on its way to the disk. */
interface Waiting {
  readonly text: string;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Opens a journal for appending. A torn last line is cut off first (its record is due again), so that the next one starts
 * a line of its own; the caller must hold the folder's lock.
 *
 * Group commit: records that arrive while a write is under way are written and synchronised together by the next one, so
 * a record costs one `fdatasync` at most and many at once share it (docs/reliability.md has the figures). A write that
 * fails (disk full) is cut off again, so that the file stays whole; its records are rejected with a StorageError, and so
 * is everything after a failed synchronisation, since the system may have dropped what it could not write.
 */
export async function openJournal(path: string, options: JournalOptions = {}): Promise<JournalWriter> {
  const file = await storing(path, () => openFile(path, options));
  let size = await storing(path, async () => {
    await endLastLine(file);
    return (await file.stat()).size;
  });
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let broken: StorageError | null = null;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      const failure = await store(batch);
      for (const { done, failed } of batch) {
        if (failure === null) done();
        else failed(failure);
      }
    }
    writing = null;
  }

  /** Null: all of them are on the disk. */
  async function store(batch: readonly Waiting[]): Promise<StorageError | null> {
    try {
      if (broken !== null) throw broken;
      await commit(Buffer.from(batch.map((entry) => entry.text).join("")));
      return null;
    } catch (error) {
      return error instanceof StorageError ? error : new StorageError(path, error);
    }
  }

  async function commit(bytes: Buffer): Promise<void> {
    try {
      await file.appendFile(bytes);
    } catch (error) {
      // Part of it may be there. Should even this fail, the next reader sets the torn line aside.
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
    try {
      await synchronise(file);
      // At once: the system has just had the file in its hands, and another thread would take longer to be asked.
      if (fstatSync(file.fd).nlink === 0) throw new Error(removed);
    } catch (error) {
      broken = new StorageError(path, error);
      throw broken;
    }
    size += bytes.length;
  }

  return {
    append(record) {
      return new Promise((resolve, reject) => {
        waiting.push({ text: `${JSON.stringify(record)}\n`, done: resolve, failed: reject });
        writing ??= drain();
      });
    },
    async close() {
      await writing;
      await file.close();
    },
  };
}

async function openFile(path: string, options: JournalOptions): Promise<FileHandle> {
  if (options.beside !== undefined && (await stat(options.beside).catch(() => null)) === null) {
    throw new StorageError(path, new Error(removed));
  }
  await makeFolder(dirname(path));
  // A pipe would wait for its reader for ever.
  const there = await stat(path).catch(() => null);
  if (there?.isFIFO() === true) throw new StorageError(path, new Error("it is no file"));
  return await (options.open ?? ((target) => open(target, "a+")))(path);
}

/** Devices and some network file systems cannot be synchronised at all; writing to them is the user's choice. */
async function synchronise(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
  }
}

/** Makes the file end in a line feed: completes a whole record that lacks one, cuts off a torn one. */
async function endLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const chunkSize = 64 * 1024;
  const chunks: Buffer[] = [];
  let start = size;
  let found = false;
  while (start > 0 && !found) {
    const length = Math.min(chunkSize, start);
    start -= length;
    const chunk = Buffer.alloc(length);
    await file.read(chunk, 0, length, start);
    chunks.unshift(chunk);
    found = chunk.includes(0x0a);
  }
  const tail = Buffer.concat(chunks);
  const lastLine = tail.subarray(tail.lastIndexOf(0x0a) + 1);
  if (lastLine.length === 0) return;
  if (lastLine.length <= longestLine && isJson(lastLine.toString("utf8"))) await file.appendFile("\n");
  else await file.truncate(size - lastLine.length);
}

/** Some editors put a byte order mark before the first line. */
function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/u, "");
}

function isJson(text: string): boolean {
  if (text.trim() === "") return false;
  try {
    JSON.parse(withoutMark(text));
    return true;
  } catch {
    return false;
  }
}

/** A power cut may leave zeros where a record should be; JSON's own message would show them. */
function problemOf(text: string | null, error: unknown): string {
  if (text?.includes("\0")) return "the line holds NUL bytes, as a power cut leaves them";
  return messageOf(error).replaceAll(/\s+/g, " ").slice(0, 200);
}
