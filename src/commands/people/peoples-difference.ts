import { InputError } from "../../errors.ts";
import type { ComparedCandidate } from "../../gate/compared-candidate.ts";
import type { PeoplesDifference } from "../../gate/people-rule.ts";
import { calibrateDesk } from "../../people/calibrate-desk.ts";
import { recordsOfPlan } from "../../people/plan-records.ts";
import { refusalWords } from "../../reports/people/calibration-text.ts";
import { answersHash } from "../../results/answers-hash.ts";
import type { DeskPlan } from "../../results/desk/desk-plan.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { collectCells } from "../../scores/cells.ts";
import { scoreLevel } from "../../scores/score.ts";
import type { Io } from "../terminal/io.ts";
import { findDesk } from "./choose-plan.ts";

/**
 * What people make of candidate minus baseline, under a plan that holds both.
 *
 * @throws InputError where there is no such plan, where its judge is not the one that both sides were measured by, or people
 * rated other answers than those
 */
export async function peoplesDifference(
  sides: { readonly candidate: ComparedCandidate; readonly baseline: ComparedCandidate },
  wanted: string | undefined,
  root: string,
  io: Io,
): Promise<PeoplesDifference> {
  const desk = await findDesk(root, wanted);
  const { plan } = desk;
  for (const line of desk.damaged) io.err(`${line.path}:${line.line}: set aside: ${line.problem}\n`);
  const records = await recordsOfPlan(root, plan);
  for (const side of [sides.baseline, sides.candidate]) refuseOther(side, plan, records);
  const placeOf = ({ candidate }: ComparedCandidate) => plan.candidates.findIndex(({ id }) => id === candidate.id);
  const places = [placeOf(sides.baseline), placeOf(sides.candidate)];
  const { differences, estimate } = calibrateDesk(desk, records, scoreLevel, places);
  const calibration = differences[0]?.calibration;
  if (calibration === undefined) throw new Error("two candidates without a difference");
  if (calibration.kind === "refused") return { kind: "refused", reason: refusalWords(calibration) };
  const { value, theseRaters } = calibration[estimate];
  return { kind: "estimated", value, ...theseRaters, questions: calibration.counts.rated, estimate };
}

function refuseOther(side: ComparedCandidate, plan: DeskPlan, records: readonly RunRecord[]): void {
  const { id } = side.candidate;
  const record = records[plan.candidates.findIndex((one) => one.id === id)];
  if (record === undefined) {
    throw new InputError(`plan ${plan.id} does not let people rate ${id}`, {
      problems: [`it has: ${plan.candidates.map((one) => one.id).join(", ")}`],
      hint: "Make a plan of both: mtbench rate --candidates <baseline> <candidate>",
    });
  }
  if (plan.judge?.procedure !== side.protocol.procedure) {
    throw new InputError(`plan ${plan.id} corrects another judge than the one that rated ${id}`, {
      problems: [`plan: ${plan.judge?.id ?? "no judge"}`, `${id}: ${side.protocol.judge}`],
    });
  }
  const own = answersHash(collectCells(record, side.protocol.procedure).cells.flatMap((cell) => cell.answers));
  if (side.answersHash === own) return;
  throw new InputError(`the answers of ${id} that people rate are not those that are compared`, {
    problems: [
      side.answersHash === undefined
        ? "the baseline does not say which answers it is of"
        : `results folder: ${record.path}`,
    ],
    hint: "Save the baseline again, or name its results folder with --baseline.",
  });
}
