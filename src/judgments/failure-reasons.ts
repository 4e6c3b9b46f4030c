import type { AnswerRecord } from "../answers/answer.ts";
import { type AlikeGroup, countAlike } from "../text/alike.ts";
import type { JudgmentRecord } from "./judgment.ts";

/** What the server, or the network, said of a call that failed; null: it did not fail, or nothing was said. */
export function failureMessage({ outcome }: Pick<AnswerRecord | JudgmentRecord, "outcome">): string | null {
  switch (outcome.status) {
    case "failed":
      return outcome.reason === "skipped" ? null : outcome.message;
    case "unrated":
      // Of the other reasons the text is the judge's own.
      return outcome.reason === "request-failed" ? outcome.text : null;
    case "answered":
    case "rated":
      return null;
    default: {
      const never: never = outcome;
      throw new Error(`no such outcome ${String(never)}`);
    }
  }
}

/** Why calls failed, grouped by what was said, the most frequent first. */
export function failureReasons(records: Iterable<Pick<AnswerRecord | JudgmentRecord, "outcome">>): AlikeGroup[] {
  const counter = countAlike();
  for (const record of records) {
    const message = failureMessage(record);
    if (message !== null) counter.add(message);
  }
  return counter.groups();
}
