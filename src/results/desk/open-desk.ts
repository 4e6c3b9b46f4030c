import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import writeFileAtomic from "write-file-atomic";
import { InputError } from "../../errors.ts";
import { folderName } from "../../files/folder-name.ts";
import { type JournalWriter, openJournal } from "../../files/journal.ts";
import { type Lock, takeLock } from "../../files/lock.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { storing } from "../../files/storage-error.ts";
import { toolVersion } from "../../files/tool-version.ts";
import type { DeskPlan } from "./desk-plan.ts";
import type { DeskOpening, DeskRecord } from "./desk-record.ts";
import { type Desk, deskFiles, loadDesk, loadPlanAt } from "./load-desk.ts";

/** A desk that is open for people: what they give is on the disk when the promise is kept. */
export interface OpenDesk {
  /** As it was when it was opened, and what was added since. */
  readonly desk: Desk;
  /**
   * Gives a person a part: the one it has, or the next. After the last one they begin anew, and more is rated twice.
   *
   * @returns the number of the part, 1-based
   * @throws InputError while another process writes for this person
   */
  sit(judge: string): Promise<number>;
  /** Of a person who sits. */
  append(record: DeskRecord): Promise<void>;
  /** That a person saw what the judge gave to an answer. */
  look(judge: string, key: string): Promise<void>;
  close(): Promise<void>;
}

/** Writes a plan that is not there yet; one that is there stays, and none is made. */
export async function keepPlan(path: string, make: () => DeskPlan): Promise<Desk> {
  if ((await loadPlanAt(path)) === null) {
    const plan = make();
    await storing(path, async () => {
      await makeFolder(path);
      await writeFileAtomic(join(path, deskFiles.plan), `${JSON.stringify(plan, null, 1)}\n`);
    });
  }
  return loadDesk(path);
}

/** Milliseconds between two attempts to get at a file that another desk writes for a moment, and how many. */
const retryMs = 40;
const attempts = 100;

/** Opens a plan's folder for the people of this process. Several processes may serve one plan, each for people of its own. */
export async function openDesk(path: string, now: () => number): Promise<OpenDesk> {
  const desk = await loadDesk(path);
  const seats = [...desk.seats];
  const records = new Map(desk.records);
  const looks = new Set(desk.looks);
  const people = new Map<string, Promise<{ readonly lock: Lock; readonly journal: JournalWriter; part: number }>>();
  const at = () => new Date(now()).toISOString();
  await appendShared(path, deskFiles.openings, (): DeskOpening => ({ at: at(), tool: { version: toolVersion() } }));

  async function takeSeat(judge: string) {
    const name = folderName(judge);
    const lock = await storing(path, () => takeLock(join(path, `lock.${name}`), now));
    try {
      let part = 0;
      await appendShared(path, deskFiles.seats, async () => {
        const { plan, seats: taken } = await loadDesk(path);
        const own = taken.find((seat) => seat.judge === judge);
        part = own?.part ?? (new Set(taken.map((seat) => seat.judge)).size % plan.raters) + 1;
        if (own !== undefined) return null;
        const seat = { judge, part, at: at() };
        seats.push(seat);
        return seat;
      });
      // What another process wrote for this person since this desk was opened.
      for (const [key, record] of (await loadDesk(path)).records) if (record.judge === judge) records.set(key, record);
      const journal = await openJournal(join(path, deskFiles.ratings, `${name}.jsonl`));
      return { lock, journal, part };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  return {
    desk: { ...desk, seats, records, looks },
    async sit(judge) {
      const known = people.get(judge) ?? takeSeat(judge);
      people.set(judge, known);
      try {
        return (await known).part;
      } catch (error) {
        people.delete(judge);
        throw error;
      }
    },
    async append(record) {
      const person = await people.get(record.judge);
      if (person === undefined) throw new Error(`${record.judge} does not sit at this desk`);
      if (person.lock.isLost()) {
        throw new InputError(`${path} was taken over by another process while this one seemed to be gone`);
      }
      await person.journal.append(record);
      if (record.withdrawn === true) records.delete(record.key);
      else records.set(record.key, record);
    },
    async look(judge, key) {
      if (looks.has(`${judge} ${key}`)) return;
      await appendShared(path, deskFiles.looks, () => ({ judge, key, at: at() }));
      looks.add(`${judge} ${key}`);
    },
    async close() {
      for (const opened of await Promise.allSettled(people.values())) {
        if (opened.status !== "fulfilled") continue;
        await opened.value.journal.close();
        await opened.value.lock.release();
      }
    },
  };
}

/** Appends to a file that several processes share, one at a time; null: nothing is to be written after all. */
async function appendShared(
  path: string,
  file: string,
  make: () => Promise<unknown> | unknown,
  attempt = 1,
): Promise<void> {
  const lock = await takeLock(join(path, `lock.${file}`)).catch((error: unknown) => {
    if (!(error instanceof InputError) || attempt === attempts) throw error;
    return null;
  });
  if (lock === null) {
    await wait(retryMs);
    return appendShared(path, file, make, attempt + 1);
  }
  try {
    const value = await make();
    if (value === null) return;
    const journal = await openJournal(join(path, file));
    try {
      await journal.append(value);
    } finally {
      await journal.close();
    }
  } finally {
    await lock.release();
  }
}
