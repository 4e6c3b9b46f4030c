import type { AnswerOutcome } from "../answers/answer.ts";
import { type AlikeGroup, countAlike } from "../text/alike.ts";
import type { UnratedReason } from "./judgment.ts";

/** How a call ended, whatever was asked. */
interface Ended {
  readonly outcome:
    | AnswerOutcome
    | { readonly status: "rated" }
    | { readonly status: "unrated"; readonly reason: UnratedReason; readonly text: string | null };
}

/** What the server, or the network, said of a call that failed; null: it did not fail, or nothing was said. */
export function failureMessage({ outcome }: Ended): string | null {
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
export function failureReasons(records: Iterable<Ended>): AlikeGroup[] {
  const counter = countAlike();
  for (const record of records) {
    const message = failureMessage(record);
    if (message !== null) counter.add(message);
  }
  return counter.groups();
}
