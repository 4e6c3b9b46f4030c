import type { DeskPlan } from "../results/desk/desk-plan.ts";
import type { DeskRecord } from "../results/desk/desk-record.ts";
import { type DeskStep, stepKey } from "./desk-steps.ts";

/** What a person says to a step. */
export type Given =
  | { readonly kind: "rated"; readonly rating: number }
  | { readonly kind: "matched"; readonly side: "left" | "tie" | "right" }
  /** `reason` is one of `skipReasons`, or the person's own words. */
  | { readonly kind: "skipped"; readonly reason: string }
  | { readonly kind: "withdrawn" };

/** Why somebody may pass over an answer, by the words that the record keeps. */
export const skipReasons = [
  "not-my-field",
  "question-unclear",
  "answer-unreadable",
  "know-the-author",
  "other",
] as const;

export interface GivenBy {
  readonly plan: DeskPlan;
  readonly step: DeskStep;
  /** `person:<pseudonym>`. */
  readonly judge: string;
  readonly given: Given;
  /** Empty: none. */
  readonly note: string;
  readonly flags: readonly string[];
  /** ISO-8601 UTC. */
  readonly at: string;
  readonly seconds: number | null;
}

/** The record of what a person gave. The rating must be one of the plan's scale. */
export function deskRecord(by: GivenBy): DeskRecord {
  const { plan, step, judge, given, note, flags, at, seconds } = by;
  const { question, turn, entry, answerKeys } = step;
  const shared = {
    key: stepKey(plan, step, judge),
    plan: plan.id,
    procedure: plan.procedure.hash,
    judge,
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn,
    repeat: entry.repeat,
    flags: [...flags],
    at,
    ...(seconds === null ? {} : { seconds }),
    ...(given.kind === "withdrawn" ? { withdrawn: true as const } : {}),
  };
  const [first = "", second = ""] = answerKeys;
  if (plan.kind === "matches") {
    const { swapped } = entry;
    return { ...shared, answerKeys: [first, second], swapped, outcome: matchOutcome(given, swapped, note) };
  }
  const trial = question.answers.find(({ candidate }) => candidate === entry.candidate)?.trial ?? 1;
  const outcome =
    given.kind === "rated"
      ? { status: "rated" as const, rating: given.rating, method: "person", text: note }
      : unratedOutcome(given, note);
  return {
    ...shared,
    trial,
    answerKey: first,
    prompt: "person",
    outcome,
    asked: 1,
    sent: null,
    call: null,
  };
}

function matchOutcome(given: Given, swapped: boolean, note: string) {
  if (given.kind !== "matched") return unratedOutcome(given, note);
  const { side } = given;
  const winner = side === "tie" ? "tie" : (side === "left") === swapped ? "second" : "first";
  return { status: "matched", winner, text: note } as const;
}

function unratedOutcome(given: Given, note: string) {
  if (given.kind === "withdrawn") return { status: "unrated", reason: "request-failed", text: null } as const;
  const reason = given.kind === "skipped" ? given.reason : "other";
  return { status: "unrated", reason: "judge-refused", text: note === "" ? reason : `${reason}: ${note}` } as const;
}

/** Which side of a step somebody chose, as it stood before them. */
export function sideOf(winner: "first" | "second" | "tie", swapped: boolean): "left" | "tie" | "right" {
  if (winner === "tie") return "tie";
  return (winner === "second") === swapped ? "left" : "right";
}
