import type { AnswerOutcome } from "../answers/answer.ts";
import { splitThinking } from "../chat/reply/split-thinking.ts";
import type { Judge } from "../judges/judge.ts";
import { usualBounds } from "../judges/scale.ts";
import type { JudgmentOutcome } from "../judgments/judgment.ts";
import { parseRating } from "../judgments/parse-rating.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import type { RatingSource } from "./rating-sources.ts";
import { isErrorText } from "./sentinels.ts";

/**
 * What a recorded text is worth as an answer. An error's text is a failed request, and a thought that never ended is no
 * answer, though FastChat had both judged. Whether the token limit was hit is not recorded.
 */
export function outcomeOfRecordedAnswer(recorded: string): AnswerOutcome {
  if (isErrorText(recorded)) {
    return { status: "failed", reason: "request-failed", message: `recorded as ${recorded.trim()}`, reasoning: null };
  }
  const { content, reasoning, thinking } = splitThinking({ content: recorded, reasoning: null, finish: "unknown" });
  if (thinking === "cut") {
    return {
      status: "failed",
      reason: "truncated-thinking",
      message: "the recorded text ends inside its thought",
      reasoning,
    };
  }
  if (content.trim() === "") return { status: "failed", reason: "empty", message: null, reasoning };
  return { status: "answered", text: content, reasoning, truncated: false };
}

/** What our reading of a row needs to know. */
export type Reader = Pick<Judge, "extraction" | "scale">;

export const ourReader: Reader = { extraction: "mtbench", scale: { ...usualBounds, fractions: "keep" } };

export function outcomeOfRecordedJudgment(
  row: RecordedJudgment,
  ratings: RatingSource,
  reader: Reader,
): JudgmentOutcome {
  if (isErrorText(row.text)) return { status: "unrated", reason: "request-failed", text: row.text };
  if (ratings === "recorded") {
    const score = recordedRating(row, reader);
    if (score === null) return { status: "unrated", reason: "no-rating", text: row.text };
    const { min, max } = reader.scale;
    if (score < min || score > max) return { status: "unrated", reason: "out-of-range", text: row.text };
    return { status: "rated", rating: score, method: "recorded", text: row.text };
  }
  const read = parseRating(row.text, reader);
  return read.status === "rated"
    ? { status: "rated", rating: read.rating, method: read.method, text: row.text }
    : { status: "unrated", reason: read.reason, text: row.text };
}

/** Our reading of the row's words; null when there is none. */
export function readingOf(row: RecordedJudgment, reader: Reader): number | null {
  const outcome = outcomeOfRecordedJudgment(row, "reparsed", reader);
  return outcome.status === "rated" ? outcome.rating : null;
}

/** The row's own rating. FastChat's sign for none, -1, is a rating where the scale holds it and the words say it. */
export function recordedRating(row: RecordedJudgment, reader: Reader): number | null {
  return row.score ?? (readingOf(row, reader) === -1 ? -1 : null);
}
