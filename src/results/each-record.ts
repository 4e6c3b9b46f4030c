import { InputError } from "../errors.ts";
import type { DeskRating } from "./desk/desk-record.ts";
import { loadDesks, peoplesRatings, withPeople } from "./desk/load-desk.ts";
import { listCandidateFolders } from "./folders.ts";
import { loadRunRecord, type RunRecord } from "./run-record.ts";

/**
 * Every candidate's folder below a results root, one after another, so that only one is in memory at a time, with what people
 * gave to its answers among the judgments. One that cannot be read is passed over; `tell` hears of it, and of every line that
 * was set aside. Those that are not wanted are not read.
 */
export async function* eachRecord(
  root: string,
  tell: (sentence: string) => void,
  isWanted: (path: string) => boolean = () => true,
): AsyncGenerator<RunRecord> {
  const people = new Map<string, Promise<readonly DeskRating[]>>();
  for (const path of await listCandidateFolders(root)) {
    if (!isWanted(path)) continue;
    try {
      const record = await loadRunRecord(path);
      for (const line of record.damaged) tell(`${line.path}:${line.line}: set aside: ${line.problem}`);
      const { id } = record.manifest.questionSet;
      const given = people.get(id) ?? ratingsOf(root, id, tell);
      people.set(id, given);
      yield withPeople(record, await given);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
  }
}

async function ratingsOf(root: string, set: string, tell: (sentence: string) => void): Promise<readonly DeskRating[]> {
  try {
    const desks = await loadDesks(root, set);
    for (const { path, line, problem } of desks.flatMap(({ damaged }) => damaged)) {
      tell(`${path}:${line}: set aside: ${problem}`);
    }
    return peoplesRatings(desks);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    tell(error.message);
    return [];
  }
}
