import { join } from "node:path";
import { InputError } from "../../errors.ts";
import { type DamagedLine, type JournalWriter, openJournal, readJournal } from "../../files/journal.ts";
import { type Lock, takeLock } from "../../files/lock.ts";
import { storing } from "../../files/storage-error.ts";
import { type MatchRecord, parseMatch } from "../../matches/match.ts";
import { filesIn } from "../folders.ts";
import { type Launch, launchSchema } from "../manifest.ts";
import { compareRecords } from "../record-order.ts";
import { refuseOtherWriters } from "../refuse-other-writers.ts";
import { type Shard, shardSuffix } from "../shard.ts";

/** What stands in `+matches/<judge>`: of a key the record that counts. */
export interface MatchesRecord {
  readonly path: string;
  readonly launches: readonly Launch[];
  readonly matches: ReadonlyMap<string, MatchRecord>;
  /** Lines that could not be read, set aside. */
  readonly damaged: readonly DamagedLine[];
}

const matchesFile = /^matches(?:\.shard-\d+-of-\d+)?\.jsonl$/u;
const launchesFile = /^launches(?:\.shard-\d+-of-\d+)?\.jsonl$/u;

/** Paths of a place's journals, those of every shard, in name order. */
export async function matchesJournals(
  path: string,
): Promise<{ readonly matches: readonly string[]; readonly launches: readonly string[] }> {
  const names = await filesIn(path);
  const of = (pattern: RegExp) => names.filter((name) => pattern.test(name)).map((name) => join(path, name));
  return { matches: of(matchesFile), launches: of(launchesFile) };
}

/** Reads a place of matches; one that is not there holds none. */
export async function loadMatches(path: string): Promise<MatchesRecord> {
  const journals = await matchesJournals(path);
  const damaged: DamagedLine[] = [];
  const matches = new Map<string, MatchRecord>();
  for (const file of journals.matches) {
    const contents = await readJournal(file, parseMatch);
    damaged.push(...contents.damaged);
    if (contents.torn) {
      const line = contents.records.length + contents.damaged.length + 1;
      damaged.push({ path: file, line, problem: "the last line was not finished; its record is due again" });
    }
    for (const [key, record] of new Map(contents.records.map((one) => [one.key, one]))) {
      const other = matches.get(key);
      if (other === undefined || compareRecords(other, record) < 0) matches.set(key, record);
    }
  }
  const launches: Launch[] = [];
  for (const file of journals.launches) {
    const contents = await readJournal(file, (value) => launchSchema.parse(value));
    launches.push(...contents.records);
    damaged.push(...contents.damaged);
  }
  launches.sort((a, b) => (a.startedAt < b.startedAt ? -1 : a.startedAt > b.startedAt ? 1 : 0));
  return { path, launches, matches, damaged };
}

/** An open place: the only writer of its journals until it is closed. */
export interface MatchesFolder {
  readonly record: MatchesRecord;
  appendMatch(match: MatchRecord): Promise<void>;
  appendLaunch(launch: Launch): Promise<void>;
  close(): Promise<void>;
}

/** Opens or creates a place of matches for writing, with the locks and shards of a candidate's folder. */
export async function openMatchesFolder(
  path: string,
  { now = Date.now, shard = null }: { readonly now?: () => number; readonly shard?: Shard | null } = {},
): Promise<MatchesFolder> {
  const suffix = shardSuffix(shard);
  const lock: Lock = await storing(path, () => takeLock(join(path, `lock${suffix}`), now));
  const journals = new Map<string, Promise<JournalWriter>>();
  const append = async (file: string, value: unknown): Promise<void> => {
    if (lock.isLost()) {
      throw new InputError(`${path} was taken over by another process while this one seemed to be gone`, {
        hint: "Nothing was lost. Let one of them end, then run the same command again.",
      });
    }
    const journal = journals.get(file) ?? openJournal(join(path, file));
    journals.set(file, journal);
    await (await journal).append(value);
  };
  try {
    await refuseOtherWriters(path, suffix, now);
    const record = await loadMatches(path);
    return {
      record,
      appendMatch: (match) => append(`matches${suffix}.jsonl`, match),
      appendLaunch: (launch) => append(`launches${suffix}.jsonl`, launch),
      async close() {
        try {
          const opened = await Promise.allSettled(journals.values());
          for (const journal of opened) if (journal.status === "fulfilled") await journal.value.close();
        } finally {
          await lock.release();
        }
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}
