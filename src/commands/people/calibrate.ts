import { calibrateDesk } from "../../people/calibrate-desk.ts";
import { type DeskChoices, deskChoices } from "../../people/desk-choices.ts";
import { recordsOfPlan } from "../../people/plan-records.ts";
import { calibrationText } from "../../reports/people/calibration-text.ts";
import { choicesText } from "../../reports/people/choices-text.ts";
import { scoreLevel } from "../../scores/score.ts";
import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { CalibrateFlags } from "./calibrate-verb.ts";
import { findDesk } from "./choose-plan.ts";
import { resultsRoot } from "./desk-candidates.ts";

/**
 * `mtbench calibrate`: what people would give to all questions, from their ratings under one plan; of answers side by side, what
 * they chose. Calls no model. Exit code 3 where some candidate has no estimate.
 */
export async function calibrate(flags: CalibrateFlags, io: Io): Promise<Ending> {
  const root = resultsRoot(flags, io);
  const desk = await findDesk(root, flags.plan);
  for (const line of desk.damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  if (desk.plan.kind === "matches") return showChoices(deskChoices(desk, scoreLevel), flags, io);
  const record = calibrateDesk(desk, await recordsOfPlan(root, desk.plan), scoreLevel);
  io.out(flags.json ? `${JSON.stringify(record, null, 2)}\n` : calibrationText(record, io.columns));
  return record.candidates.every(({ calibration }) => calibration.kind === "estimated") ? "done" : "incomplete";
}

function showChoices(choices: DeskChoices, { json }: CalibrateFlags, io: Io): Ending {
  io.out(json ? `${JSON.stringify(choices, null, 2)}\n` : choicesText(choices, io.columns));
  return choices.net.kind === "interval" ? "done" : "incomplete";
}
