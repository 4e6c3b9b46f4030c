import { expect, it } from "vitest";
import type { RecordedJudgment } from "../../src/exchange/fastchat-judgments.ts";
import { outcomeOfRecordedJudgment, recordedRating } from "../../src/exchange/recorded-outcome.ts";

const row = (text: string, score: number | null): RecordedJudgment => ({
  ...{
    place: "f:1",
    model: "m",
    questionId: "1",
    turn: 1,
    trial: 1,
    repeat: 1,
    judgeModel: "j",
    promptName: "single-v1",
  },
  ...{ userPrompt: null, text, score, tstamp: null },
});

// FastChat writes -1 for no rating; the door reads that as null.
it.each([
  ["評価: [[-1]]", null, -5, -1],
  ["評価: [[-1]]", null, 1, null],
  ["言えません。", null, -5, null],
  ["評価: [[-2]]", null, -5, null],
  ["評価: [[-2]]", -2, -5, -2],
])("%s with %j recorded on a scale from %i is %j", (text, score, min, rating) => {
  const reader = { extraction: "mtbench-2", scale: { min, max: 5, fractions: "keep" } } as const;
  expect(recordedRating(row(text, score), reader)).toBe(rating);
  const outcome = outcomeOfRecordedJudgment(row(text, score), "recorded", reader);
  expect(outcome.status === "rated" ? outcome.rating : null).toBe(rating);
});
