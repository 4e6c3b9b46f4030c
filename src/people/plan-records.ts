import type { DeskPlan } from "../results/desk/desk-plan.ts";
import { candidatePath } from "../results/folders.ts";
import { loadRunRecord, type RunRecord } from "../results/run-record.ts";

/** The records of a plan's candidates, in its order. @throws InputError where one is gone */
export async function recordsOfPlan(root: string, plan: DeskPlan): Promise<RunRecord[]> {
  const records: RunRecord[] = [];
  for (const { id, origin } of plan.candidates) {
    records.push(await loadRunRecord(candidatePath(root, plan.questionSet.id, id, origin)));
  }
  return records;
}
