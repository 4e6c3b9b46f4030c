import { type CandidateResult, candidateJson } from "../reports/tables/leaderboard-json.ts";
import type { Count, RunPlan } from "../runs/plan-run.ts";
import { makeBoards, type ProtocolBoard } from "../scores/leaderboard.ts";
import type { ScoredFolder } from "../scores/score-folder.ts";
import { type LaunchOutcome, launchExitCodes } from "./launch-outcome.ts";
import type { OpenJob } from "./open-job.ts";

/** One candidate after a launch. */
export interface LaunchedCandidate {
  readonly id: string;
  /** Absolute path of its results. */
  readonly folder: string;
  /** Protocol key of `result`; null where nothing is rated yet. */
  readonly protocol: string | null;
  /** Calls of the whole plan: settled, and due still. */
  readonly answers: Count;
  readonly judgments: Count;
  /** Its row of the leaderboard; null where nothing is rated yet. */
  readonly result: CandidateResult | null;
}

/** What a launch came to; survives a JSON round trip. `mtbench run --json` prints it. */
export interface LaunchRecord {
  readonly outcome: LaunchOutcome;
  readonly exitCode: number;
  /** In the order in which they were named. */
  readonly candidates: readonly LaunchedCandidate[];
}

/** The record of these launches, from what stands in their folders now and what is left to do. */
export function launchRecord(
  outcome: LaunchOutcome,
  jobs: readonly OpenJob[],
  left: readonly RunPlan[],
  boards: readonly ProtocolBoard[],
): LaunchRecord {
  const candidates = jobs.map((job, index): LaunchedCandidate => {
    const plan = left[index];
    if (plan === undefined) throw new Error("a job without a plan");
    const folder = job.folder.record.path;
    const board = boards.find((one) => one.candidates.some((row) => row.path === folder));
    const row = board?.candidates.find((one) => one.path === folder);
    return {
      id: job.spec.id,
      folder,
      protocol: board?.key ?? null,
      answers: { ...plan.answers },
      judgments: { ...plan.judgments },
      result: row === undefined ? null : candidateJson(row),
    };
  });
  return { outcome, exitCode: launchExitCodes[outcome], candidates };
}

/** The leaderboard of these launches alone: their candidates, their procedures. */
export function launchBoards(jobs: readonly OpenJob[], scores: readonly ScoredFolder[]): ProtocolBoard[] {
  // Answers of known quality are nobody's: they stand on no leaderboard.
  if (jobs.some(({ spec }) => spec.repeatsOf !== undefined)) return [];
  const procedures = new Set(jobs.map((job) => job.spec.rating?.procedure));
  return makeBoards(scores).filter((board) => procedures.has(board.procedure.hash));
}
