import { type FileHandle, mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";

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

/**
 * Reads an append-only JSONL file. A missing file is an empty one. A torn last line is tolerated; any other line that
 * does not parse is reported with its place and set aside. `parse` throws for a value that is not a record.
 */
export async function readJournal<T>(path: string, parse: (value: unknown) => T): Promise<JournalContents<T>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return { records: [], damaged: [], torn: false };
    throw error;
  }
  const records: T[] = [];
  const damaged: DamagedLine[] = [];
  let torn = false;
  // Line by line from the bytes: one text of the whole file would need several times its size.
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed;
    const text = bytes.toString("utf8", start, end);
    start = end + 1;
    // Stopped between a record and its line feed, the record itself is whole.
    if (feed < 0 && !isJson(text)) torn = text !== "";
    else if (text.trim() !== "") {
      try {
        records.push(parse(JSON.parse(text)));
      } catch (error) {
        damaged.push({ path, line, problem: error instanceof Error ? shorten(error.message) : String(error) });
      }
    }
  }
  return { records, damaged, torn };
}

export interface JournalWriter {
  /** Resolves when the record has been handed to the operating system, so that it survives the end of this process. */
  append(record: unknown): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a journal for appending. A torn last line is cut off first (its record is due again), so that the next one starts
 * a line of its own; the caller must hold the folder's lock. Records appended at the same time are written together, in
 * order. After a failed write (disk full) the next one starts on a new line, so that only the failed record is damaged.
 */
export async function openJournal(path: string): Promise<JournalWriter> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, "a+");
  let waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  let writing: Promise<void> | null = null;

  let afterFailure = false;

  await endLastLine(file);

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await file.appendFile(`${afterFailure ? "\n" : ""}${batch.map((entry) => entry.text).join("")}`);
        afterFailure = false;
        for (const entry of batch) entry.done();
      } catch (error) {
        afterFailure = true;
        for (const entry of batch) entry.failed(error);
      }
    }
    writing = null;
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
      await file.sync();
      await file.close();
    },
  };
}

/** Makes the file end in a line feed: completes a whole record that lacks one, cuts off a torn one. */
async function endLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const chunkSize = 64 * 1024;
  let tail = Buffer.alloc(0);
  let start = size;
  while (start > 0 && !tail.includes(0x0a)) {
    const length = Math.min(chunkSize, start);
    start -= length;
    const chunk = Buffer.alloc(length);
    await file.read(chunk, 0, length, start);
    tail = Buffer.concat([chunk, tail]);
  }
  const lastLine = tail.subarray(tail.lastIndexOf(0x0a) + 1);
  if (lastLine.length === 0) return;
  if (isJson(lastLine.toString("utf8"))) await file.appendFile("\n");
  else await file.truncate(size - lastLine.length);
}

function isJson(text: string): boolean {
  if (text.trim() === "") return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function shorten(message: string): string {
  return message.replaceAll(/\s+/g, " ").slice(0, 200);
}
