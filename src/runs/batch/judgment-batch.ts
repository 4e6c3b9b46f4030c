import { judgeModelsOf } from "../../judgments/raters.ts";
import { isJudgmentDue } from "../due.ts";
import { dueJudgments, judgmentCall } from "../due-judgments.ts";
import { type JudgeEndpoints, theJudgeEndpoint } from "../endpoint.ts";
import type { RunJob } from "../execute-run.ts";
import { judgeName } from "../watched-chat.ts";
import type { BatchJob } from "./batch-context.ts";

/**
 * One candidate's judgments, to be rated by batch: a job for each judge model, since what a server refuses of one is no reason
 * to leave it out for another.
 */
export function judgmentBatches(
  { spec, stored, onJudgment }: Pick<RunJob, "spec" | "stored" | "onJudgment">,
  { folder, judgeEndpoints }: { readonly folder: string; readonly judgeEndpoints: JudgeEndpoints },
): BatchJob[] {
  const { rating } = spec;
  if (rating === null) return [];
  return judgeModelsOf(rating.raters).map(({ model }) => ({
    id: spec.id,
    model,
    who: judgeName(rating.raters, model),
    procedure: rating.procedure,
    due: () =>
      new Map(
        [...dueJudgments(spec, stored)].flatMap(([key, due]) => {
          const call = due.input.judgeModel.model === model ? judgmentCall(due, onJudgment) : null;
          return call === null ? [] : [[key, call] as const];
        }),
      ),
    isSettled: (key) => !isJudgmentDue(stored.judgments.get(key), new Set()),
    folder,
    judgeEndpoint: theJudgeEndpoint(judgeEndpoints, model),
  }));
}
