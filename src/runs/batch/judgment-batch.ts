import { isJudgmentDue } from "../due.ts";
import { dueJudgments, judgmentCall } from "../due-judgments.ts";
import type { Endpoint } from "../endpoint.ts";
import type { RunJob } from "../execute-run.ts";
import type { BatchJob } from "./batch-context.ts";

/** One candidate's judgments, to be rated by batch. */
export function judgmentBatch(
  { spec, stored, onJudgment }: Pick<RunJob, "spec" | "stored" | "onJudgment">,
  { folder, judgeEndpoint }: { readonly folder: string; readonly judgeEndpoint: Endpoint },
): BatchJob {
  return {
    id: spec.id,
    procedure: spec.rating?.procedure ?? "",
    due: () =>
      new Map(
        [...dueJudgments(spec, stored)].flatMap(([key, due]) => {
          const call = judgmentCall(due, onJudgment);
          return call === null ? [] : [[key, call] as const];
        }),
      ),
    isSettled: (key) => !isJudgmentDue(stored.judgments.get(key), new Set()),
    folder,
    judgeEndpoint,
  };
}
