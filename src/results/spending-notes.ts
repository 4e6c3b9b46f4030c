import { randomUUID } from "node:crypto";
import { readdir, readFile, rm, rmdir, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import { codeOf } from "../errors.ts";
import { makeFolder } from "../files/make-folder.ts";
import { storing } from "../files/storage-error.ts";
import { currencies } from "../models/currencies.ts";
import { addMoney, type Money, sumMoney } from "../models/price.ts";
import type { Writer } from "./refuse-other-writers.ts";

/** Tokens and money together. */
export interface Spending {
  readonly tokens: number;
  readonly money: Money;
}

export const nothingSpent: Spending = { tokens: 0, money: {} };

export function addSpending(a: Spending, b: Spending): Spending {
  return { tokens: a.tokens + b.tokens, money: sumMoney(a.money, b.money) };
}

export const spendingSchema = z.object({
  tokens: z.number().min(0),
  money: z.partialRecord(z.enum(currencies), z.number().min(0)),
});

/** Of a results root: one file for each launch that has calls under way, or was killed when it had. */
const folderName = ".spending";

const noteSchema = spendingSchema.extend({ pid: z.number(), host: z.string(), startedAt: z.string() });

/**
 * What the calls of one launch may take at most that have no record yet, on the disk before they start. Whatever ends the
 * launch, the next one counts it as spent.
 */
export interface SpendingNote {
  /** Resolves when the note says at least so much. */
  cover(amount: Spending): Promise<void>;
  /** The launch ends; `left` is for calls that were broken off, which may have to be paid for. Never rejects. */
  close(left: Spending): Promise<void>;
}

/** A note that is first written when a call starts, and only when there was never so much under way: a few times a run. */
export function openSpendingNote(root: string, now: () => number): SpendingNote {
  const folder = join(root, folderName);
  const path = join(folder, `${randomUUID()}.json`);
  let startedAt: string | null = null;
  let wanted = nothingSpent;
  let noted = nothingSpent;
  let writing: Promise<void> | null = null;

  async function write(amount: Spending): Promise<void> {
    // Later than the lock of the folder that the call is for.
    startedAt ??= new Date(now()).toISOString();
    const note = { pid: process.pid, host: hostname(), startedAt, ...amount };
    await storing(path, () => writeNote(path, note));
    noted = amount;
  }

  return {
    async cover(amount) {
      wanted = largest(wanted, amount);
      while (!holds(noted, amount)) {
        // Those that come while one write is under way share the next.
        writing ??= write(wanted).finally(() => {
          writing = null;
        });
        await writing;
      }
    },
    async close(left) {
      await writing?.catch(() => undefined);
      if (noted === nothingSpent) return;
      // Where that cannot be written, the note goes on saying more than was spent.
      if (!holds(nothingSpent, left)) return write(left).catch(() => undefined);
      await rm(path, { force: true }).catch(() => undefined);
      // Others may have notes there.
      await rmdir(folder).catch(() => undefined);
    },
  };
}

/** Whoever ends as the last one removes the folder, perhaps just when it was found to be there. */
async function writeNote(path: string, note: Note): Promise<void> {
  for (let left = 50; ; left -= 1) {
    try {
      await makeFolder(dirname(path));
      return await writeFileAtomic(path, `${JSON.stringify(note)}\n`);
    } catch (error) {
      const code = codeOf(error);
      if ((code !== "ENOENT" && code !== "EEXIST") || left === 0) throw error;
    }
  }
}

function holds(noted: Spending, amount: Spending): boolean {
  return (
    noted.tokens >= amount.tokens && currencies.every((one) => (noted.money[one] ?? 0) >= (amount.money[one] ?? 0))
  );
}

function largest(a: Spending, b: Spending): Spending {
  let money: Money = {};
  for (const one of currencies) {
    const amount = Math.max(a.money[one] ?? 0, b.money[one] ?? 0);
    if (amount > 0) money = addMoney(money, one, amount);
  }
  return { tokens: Math.max(a.tokens, b.tokens), money };
}

/** Brings the notes of launches that are over into another root, each once however often it is brought. */
export async function carryEndedNotes(from: string, to: string, writers: readonly Writer[]): Promise<void> {
  for (const name of await notesIn(join(from, folderName))) {
    const note = await readNote(join(from, folderName, name));
    if (note === null || note === "gone" || writers.some((writer) => isOf(note, writer))) continue;
    await writeNote(join(to, folderName, name), note);
  }
}

export interface EndedNotes {
  /** Of all launches that are over. */
  readonly spending: Spending;
  /** Files that are none of ours, or damaged. */
  readonly unreadable: readonly string[];
}

/** What launches that are over left in their notes. `writers`: who writes below the root now. */
export async function loadEndedNotes(root: string, writers: readonly Writer[]): Promise<EndedNotes> {
  const unreadable: string[] = [];
  let spending = nothingSpent;
  for (const name of await notesIn(join(root, folderName))) {
    const path = join(root, folderName, name);
    const note = await readNote(path);
    if (note === "gone") continue;
    if (note === null) unreadable.push(path);
    else if (!writers.some((writer) => isOf(note, writer))) spending = addSpending(spending, note);
  }
  return { spending, unreadable };
}

type Note = z.infer<typeof noteSchema>;

/** A process id may have been given to another process since. */
function isOf(note: Note, { pid, host, startedAt }: Writer): boolean {
  return note.pid === pid && note.host === host && note.startedAt >= startedAt;
}

async function readNote(path: string): Promise<Note | null | "gone"> {
  try {
    // A pipe would wait for its writer for ever.
    if (!(await stat(path)).isFile()) return null;
    return noteSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "gone" : null;
  }
}

async function notesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
