import type { AnswerFailureReason, AnswerRecord } from "../answers/answer.ts";
import type { JudgmentRecord, UnratedReason } from "../judgments/judgment.ts";

/** Reasons that leave a call due, whatever the user says: nothing was learnt about the model. */
const alwaysDue: ReadonlySet<string> = new Set<AnswerFailureReason | UnratedReason>(["request-failed", "skipped"]);

/** Whether a call has to be made (again): it has no record, or its record settles nothing, or its reason was reopened. */
export function isAnswerDue(answer: AnswerRecord | undefined, reopened: ReadonlySet<string>): boolean {
  if (answer === undefined) return true;
  return answer.outcome.status === "failed" && isOpen(answer.outcome.reason, reopened);
}

export function isJudgmentDue(judgment: JudgmentRecord | undefined, reopened: ReadonlySet<string>): boolean {
  if (judgment === undefined) return true;
  return judgment.outcome.status === "unrated" && isOpen(judgment.outcome.reason, reopened);
}

function isOpen(reason: string, reopened: ReadonlySet<string>): boolean {
  return alwaysDue.has(reason) || reopened.has(reason);
}
