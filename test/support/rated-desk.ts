import { join } from "node:path";
import { deskRecord, type Given } from "../../src/people/desk-record.ts";
import { type DeskStep, deskSteps } from "../../src/people/desk-steps.ts";
import { type DeskRequest, planDesk, planId } from "../../src/people/plan-desk.ts";
import { usualRubric } from "../../src/people/rubric.ts";
import { keepPlan, openDesk } from "../../src/results/desk/open-desk.ts";
import { candidatePath } from "../../src/results/folders.ts";
import { deskPath } from "../../src/results/places.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { scoreFolder } from "../../src/scores/score-folder.ts";

export interface RatedDesk {
  readonly candidates: readonly string[];
  /** One part each, in this order. */
  readonly people: readonly string[];
  readonly count: number;
  readonly twice: number;
  readonly estimate?: DeskRequest["estimate"];
  readonly kind?: DeskRequest["kind"];
  /** What a person gives to a step of one candidate; null: nothing yet. */
  readonly give: (step: DeskStep, person: string, candidate: string) => Given | null;
  readonly note?: (step: DeskStep, person: string) => string;
}

/** A desk below the results of `makeResults`, with what people gave at it. @returns the plan's id */
export async function rateDesk(cwd: string, desk: RatedDesk): Promise<string> {
  const root = join(cwd, "results");
  const records = [];
  for (const id of desk.candidates) records.push(await loadRunRecord(candidatePath(root, "made", id, "run")));
  const [scored] = records.flatMap(scoreFolder);
  if (scored === undefined) throw new Error("nobody judged these answers");
  const { procedure } = scored;
  const request: DeskRequest = {
    kind: desk.kind ?? "ratings",
    questionSet: { id: "made", title: "made", language: "ja" },
    candidates: desk.candidates.map((id) => ({ id, origin: "run" })),
    judge: { protocol: scored.key, procedure: procedure.hash, id: procedure.judge, models: "made-judge-model" },
    seed: 1,
    count: desk.count,
    raters: desk.people.length,
    twice: desk.twice,
    estimate: desk.estimate ?? "calibrated",
    mask: false,
    rubric: usualRubric(procedure.scale),
    scale: procedure.scale,
    references: null,
  };
  const path = join(deskPath(root, "made"), planId(request));
  const candidates = records.map((record) => ({ record, procedure: procedure.hash }));
  const { plan } = await keepPlan(path, () => planDesk(request, candidates));
  const at = "2026-05-05T00:00:00.000Z";
  const open = await openDesk(path, () => Date.parse(at));
  for (const person of desk.people) {
    const judge = `person:${person}`;
    for (const step of deskSteps(plan, await open.sit(judge))) {
      const given = desk.give(step, person, desk.candidates[step.entry.candidate ?? 0] ?? "");
      if (given === null) continue;
      const note = desk.note?.(step, person) ?? "";
      await open.append(deskRecord({ plan, step, judge, given, note, flags: [], at, seconds: null }));
    }
  }
  await open.close();
  return plan.id;
}
