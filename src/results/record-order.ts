import type { AnswerRecord } from "../answers/answer.ts";
import { canonicalJson } from "../files/canonical-json.ts";
import { jsonSchema } from "../files/json-schema.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { MatchRecord } from "../matches/match.ts";

/** What a call leaves behind. */
export type CallResult = AnswerRecord | JudgmentRecord | MatchRecord;

/** Reasons that leave a call due, whatever the user says: nothing was learnt about the model. */
export function isUnsettled(reason: string): boolean {
  return reason === "request-failed" || reason === "skipped";
}

/**
 * Which of two records of one key counts where they come from different files: below 0 when the second one does. A settled
 * one before one that is due again, then the one that was asked later. Never 0 for records that differ, so that files can
 * be read, and folders merged, in any order.
 */
export function compareRecords<T extends CallResult>(a: T, b: T): number {
  const settled = Number(isSettled(a)) - Number(isSettled(b));
  if (settled !== 0) return settled;
  const [at, bt] = [a.call?.timing.startedAt ?? "", b.call?.timing.startedAt ?? ""];
  if (at !== bt) return at < bt ? -1 : 1;
  const [aText, bText] = [textOf(a), textOf(b)];
  return aText === bText ? 0 : aText < bText ? -1 : 1;
}

export function isSettled({ outcome }: CallResult): boolean {
  return outcome.status === "answered" || outcome.status === "rated" || !isUnsettled(outcome.reason);
}

/** A record's canonical text: equal for equal records, whatever the order of their fields on disk. */
export function textOf(record: unknown): string {
  return canonicalJson(jsonSchema.parse(record));
}
