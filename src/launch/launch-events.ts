import type { AnswerRecord } from "../answers/answer.ts";
import type { ActivityState } from "../chat/pace/call-activity.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { MatchRecord } from "../matches/match.ts";
import type { Price } from "../models/price.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { RunPlan } from "../runs/plan-run.ts";
import type { EndpointEvent, EndpointState } from "./endpoints/paces.ts";
import type { LaunchOutcome } from "./launch-outcome.ts";

/** Calls of each kind. */
export interface DueCalls {
  readonly answers: number;
  readonly judgments: number;
}

/** What a launch is going to do to one candidate's folder. */
export interface PlannedCandidate {
  readonly id: string;
  /** Absolute path of the candidate's results. */
  readonly folder: string;
  readonly plan: RunPlan;
  /** Its judgments are matches of answers that are there. Absent: they are ratings. */
  readonly kind?: "matches";
  /** Lines of its journals that could not be read and are set aside. */
  readonly damaged: RunRecord["damaged"];
}

/** What happens while a launch is prepared and carried out. Whoever started it decides what becomes of it. */
export type LaunchEvent =
  /** Something that people should know: one sentence, for reading only. */
  | { readonly type: "notice"; readonly level: "info" | "warning"; readonly text: string }
  /** Everything is reached and open; the first call comes next. */
  | {
      readonly type: "begin";
      /** Title of the question set. */
      readonly title: string;
      /** Number of questions. */
      readonly questions: number;
      /** Null: nothing is rated. */
      readonly judge: { readonly id: string; readonly model: string } | null;
      readonly candidates: readonly PlannedCandidate[];
      /** What every server is doing at the moment of the call. */
      readonly servers: () => readonly EndpointState[];
      /** What the calls under way are doing at that moment. */
      readonly activity: () => ActivityState;
    }
  /** An answer's record is on the disk. */
  | {
      readonly type: "answer";
      readonly candidate: string;
      readonly record: AnswerRecord;
      /** Of the model that was asked; null: not known. */
      readonly price: Price | null;
      /** Calls that turned out not to be due: nobody asks for a turn after a failed one, or rates either. */
      readonly spared: DueCalls;
    }
  /** A judgment's record is on the disk. */
  | {
      readonly type: "judgment";
      readonly candidate: string;
      readonly record: JudgmentRecord;
      readonly price: Price | null;
    }
  /** A match's record is on the disk. `candidate`: whose answers are compared. */
  | {
      readonly type: "match";
      readonly candidate: string;
      readonly record: MatchRecord;
      readonly price: Price | null;
    }
  /** A batch of judgments was submitted or changed its state. */
  | {
      readonly type: "batch";
      readonly candidate: string;
      /** Its id at the server. */
      readonly batch: string;
      readonly status: string;
      /** Requests; null: the server does not say. */
      readonly counts: { readonly completed: number; readonly failed: number; readonly total: number } | null;
    }
  | EndpointEvent
  /** A server, or a model at one, is not asked any more. `isRefusal`: a wrong key or name, which ends the launch as an error. */
  | {
      readonly type: "server-given-up";
      readonly server: string;
      readonly message: string;
      readonly isRefusal: boolean;
    }
  /** No further call was started, for want of budget. */
  | { readonly type: "budget-reached" }
  /** No call is under way any more. */
  | { readonly type: "calls-over" }
  /** The disk did not take a record; what is missing is due again. */
  | { readonly type: "storage-failed"; readonly message: string; readonly hint: string }
  /** Last of a launch that began and was not killed. */
  | {
      readonly type: "end";
      /** No due call is left unsettled. */
      readonly complete: boolean;
      readonly outcome: LaunchOutcome;
      readonly exitCode: number;
    };

/** Where a launch tells what happens; it prints nothing itself. */
export interface LaunchEvents {
  send(event: LaunchEvent): void;
}
