import { expect, it } from "vitest";
import { failureMessage, failureReasons } from "../../src/judgments/failure-reasons.ts";

const failed = (message: string | null, reason: "request-failed" | "skipped" = "request-failed") =>
  ({ outcome: { status: "failed", reason, message, reasoning: null } }) as const;
const unrated = (reason: "request-failed" | "no-rating" | "judge-refused", text: string | null) =>
  ({ outcome: { status: "unrated", reason, text } }) as const;
const answered = { outcome: { status: "answered", text: "答", reasoning: null, truncated: false } } as const;

it.each([
  ["a failed call", failed("HTTP 500"), "HTTP 500"],
  ["a failed call of which nothing was said", failed(null), null],
  ["a turn that was skipped", failed("HTTP 500", "skipped"), null],
  ["a judge's failed call", unrated("request-failed", "HTTP 503"), "HTTP 503"],
  ["a judge's own words", unrated("no-rating", "HTTP 503"), null],
  ["a judge's refusal", unrated("judge-refused", "否"), null],
  ["an answer", answered, null],
  ["a rating", { outcome: { status: "rated" } } as const, null],
])("what the server said: %s", (_, record, expected) => {
  expect(failureMessage(record)).toBe(expected);
});

it("reasons are grouped by what was said, the most frequent first", () => {
  const records = [
    failed("no key"),
    failed("HTTP 500: call 1"),
    answered,
    unrated("request-failed", "HTTP 500: call 2"),
  ];
  expect(failureReasons(records)).toEqual([
    { count: 2, example: "HTTP 500: call 1" },
    { count: 1, example: "no key" },
  ]);
  expect(failureReasons([answered])).toEqual([]);
});
