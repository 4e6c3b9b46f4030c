import type { SharedCandidate, SharedPlan } from "../../launch/dry-run.ts";
import { type DryRun, planRecord } from "../../launch/dry-run.ts";
import { layOut } from "../../reports/tables/text-table.ts";
import type { Io } from "./io.ts";
import { dryRunParts } from "./show-dry-run.ts";

/** `--dry-run` of several judges: what each would take beyond the answers that it shares, and how many calls that saves. */
export function showSharedPlan(shared: SharedPlan, plan: DryRun, json: boolean, io: Io): void {
  const { judges, savedCalls } = shared;
  const { limits, spent } = plan;
  if (json) {
    const { candidates: _, ...record } = planRecord(plan);
    io.out(`${JSON.stringify({ ...record, judges, savedCalls })}\n`);
    return;
  }
  const candidates = judges.flatMap((one) =>
    one.candidates.map((candidate) => ({ ...candidate, candidate: `${candidate.candidate} · ${one.judge}` })),
  );
  io.out(layOut([sharedPlanText(shared).trimEnd(), ...dryRunParts({ candidates, limits, spent })], io.columns));
}

/** A line a judge: whose answers it rates, and what is asked for it alone. */
export function sharedPlanText({ judges, savedCalls }: SharedPlan): string {
  const lines = judges.flatMap(({ judge, candidates }) => candidates.map((one) => `${judge}: ${candidateText(one)}`));
  return `${lines.join("\n")}\nShared answers save ${savedCalls} calls.\n`;
}

function candidateText({ candidate, plan, shared }: SharedCandidate): string {
  const asked = `${candidate}, ${plan.answers.due} answers and ${plan.judgments.due} judgments due`;
  if (shared === null) return asked;
  if (shared.reused) return `${asked}; rates the answers asked for ${shared.with}, whose rules are others`;
  return shared.answers === 0
    ? `${asked}; shares the answers that are there`
    : `${asked}; ${shared.answers} answers are those of ${shared.with}`;
}
