import { InputError } from "../errors.ts";
import { listCandidateFolders } from "./folders.ts";
import { loadRunRecord, type RunRecord } from "./run-record.ts";

/**
 * Every candidate's folder below a results root, one after another, so that only one is in memory at a time. One that
 * cannot be read is passed over; `tell` hears of it, and of every line that was set aside.
 */
export async function* eachRecord(root: string, tell: (sentence: string) => void): AsyncGenerator<RunRecord> {
  for (const path of await listCandidateFolders(root)) {
    try {
      const record = await loadRunRecord(path);
      for (const line of record.damaged) tell(`${line.path}:${line.line}: set aside: ${line.problem}`);
      yield record;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      tell(error.message);
    }
  }
}
