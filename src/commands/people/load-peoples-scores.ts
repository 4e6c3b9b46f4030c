import { InputError } from "../../errors.ts";
import { type PeoplesScore, peoplesScores } from "../../people/peoples-score.ts";
import { loadAllDesks } from "../../results/desk/load-desk.ts";
import { scoreLevel } from "../../scores/score.ts";
import type { Io } from "../terminal/io.ts";
import { recordsOfPlan } from "./desk-candidates.ts";

/** What people vouch for below a results root. A desk that cannot be read, or whose candidates are gone, is named. */
export async function loadPeoplesScores(root: string, io: Io): Promise<PeoplesScore[]> {
  const found: PeoplesScore[] = [];
  try {
    for (const desk of await loadAllDesks(root)) {
      if (desk.records.size === 0) continue;
      try {
        found.push(...peoplesScores(desk, await recordsOfPlan(root, desk.plan), scoreLevel));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        io.err(`plan ${desk.plan.id}: ${error.message}\n`);
      }
    }
  } catch (error) {
    // What people gave stands beside the scores; a broken plan must not take those away.
    if (!(error instanceof InputError)) throw error;
    io.err(`${error.message}\n`);
  }
  return found;
}
