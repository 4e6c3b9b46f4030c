import { InputError } from "../errors.ts";
import type { Sources } from "../exchange/fill-again.ts";
import type { Judge } from "../judges/judge.ts";
import { loadJudge } from "../judges/load-judge.ts";
import { loadQuestionSet } from "../questions/load-question-set.ts";
import type { QuestionSet } from "../questions/question.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type SourcePlaces, sourcePlaces } from "../sources/source-places.ts";
import { setAtHand } from "../variants/set-at-hand.ts";
import type { Io } from "./terminal/io.ts";

export interface AllSources {
  readonly sets: ReadonlyMap<string, QuestionSet>;
  judgeOf(set: string, procedure: ProcedureRecord): Judge | null;
  of(record: RunRecord, procedure: ProcedureRecord): Sources;
}

/** Question sets and judges of the records that can be loaded here; what cannot is no error. */
export async function openSources(records: readonly RunRecord[], io: Io): Promise<AllSources> {
  const places = sourcePlaces(io.env);
  const sets = new Map<string, QuestionSet>();
  const judges = new Map<string, Judge>();
  for (const { manifest, launches } of records) {
    const { id } = manifest.questionSet;
    const set = sets.get(id) ?? (await orNull(loadNamed(id, io, places)));
    if (set !== null) sets.set(id, set);
    for (const { procedure } of launches) {
      if (procedure === null || manifest.origin === "import" || judges.has(`${id} ${procedure.judge}`)) continue;
      const judge = await orNull(loadJudge(procedure.judge, manifest.questionSet, { cwd: io.cwd, places }));
      if (judge !== null) judges.set(`${id} ${procedure.judge}`, judge);
    }
  }
  const judgeOf = (set: string, procedure: ProcedureRecord) => judges.get(`${set} ${procedure.judge}`) ?? null;
  return {
    sets,
    judgeOf,
    of: (record, procedure) => {
      const { id } = record.manifest.questionSet;
      return { set: sets.get(id) ?? null, judge: judgeOf(id, procedure) };
    },
  };
}

async function orNull<T>(loading: Promise<T>): Promise<T | null> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

async function loadNamed(id: string, io: Io, places: SourcePlaces): Promise<QuestionSet> {
  return loadQuestionSet(await setAtHand(id, { cwd: io.cwd, places }), { cwd: io.cwd, places });
}
