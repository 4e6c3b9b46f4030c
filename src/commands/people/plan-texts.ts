import { type DeskTexts, deskTexts } from "../../people/desk-texts.ts";
import type { DeskPlan } from "../../results/desk/desk-plan.ts";
import type { RunRecord } from "../../results/run-record.ts";
import type { Io } from "../terminal/io.ts";
import { deskSet } from "./choose-plan.ts";

/**
 * What a plan's people read.
 *
 * @param records of its candidates
 * @param source question set or folder of the texts; undefined: the one that the plan names
 */
export async function textsOfPlan(
  plan: DeskPlan,
  records: readonly RunRecord[],
  source: string | undefined,
  io: Io,
): Promise<DeskTexts> {
  return deskTexts(plan, records, await deskSet(plan.questionSet.id, source, io));
}
