import type { AnswerRecord } from "../answers/answer.ts";
import { isUnsettled } from "../results/record-order.ts";
import type { JudgedRecord } from "./due-call.ts";

/** Whether a call has to be made (again): it has no record, or its record settles nothing, or its reason was reopened. */
export function isAnswerDue(answer: AnswerRecord | undefined, reopened: ReadonlySet<string>): boolean {
  if (answer === undefined) return true;
  return answer.outcome.status === "failed" && isOpen(answer.outcome.reason, reopened);
}

export function isJudgmentDue(
  judgment: Pick<JudgedRecord, "outcome"> | undefined,
  reopened: ReadonlySet<string>,
): boolean {
  if (judgment === undefined) return true;
  return judgment.outcome.status === "unrated" && isOpen(judgment.outcome.reason, reopened);
}

function isOpen(reason: string, reopened: ReadonlySet<string>): boolean {
  return isUnsettled(reason) || reopened.has(reason);
}
