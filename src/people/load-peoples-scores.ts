import { InputError } from "../errors.ts";
import { loadAllDesks } from "../results/desk/load-desk.ts";
import { scoreLevel } from "../scores/score.ts";
import { type PeoplesScore, peoplesScores } from "./peoples-score.ts";
import { recordsOfPlan } from "./plan-records.ts";

/** What people vouch for below a results root. A desk that cannot be read, or whose candidates are gone, is told of. */
export async function loadPeoplesScores(root: string, tell: (sentence: string) => void): Promise<PeoplesScore[]> {
  const found: PeoplesScore[] = [];
  try {
    for (const desk of await loadAllDesks(root)) {
      if (desk.records.size === 0) continue;
      try {
        found.push(...peoplesScores(desk, await recordsOfPlan(root, desk.plan), scoreLevel));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        tell(`plan ${desk.plan.id}: ${error.message}`);
      }
    }
  } catch (error) {
    // What people gave stands beside the scores; a broken plan must not take those away.
    if (!(error instanceof InputError)) throw error;
    tell(error.message);
  }
  return found;
}
