import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../../src/answers/answer.ts";
import { noActivity } from "../../../src/chat/pace/call-activity.ts";
import { startCallTotals } from "../../../src/commands/terminal/call-totals.ts";
import { duration, progressLine, progressView } from "../../../src/commands/terminal/progress.ts";
import type { EndpointState } from "../../../src/launch/endpoints/paces.ts";
import type { Price } from "../../../src/models/price.ts";
import { displayWidth } from "../../../src/text/display-width.ts";

const price: Price = { currency: "USD", input: 2, cachedInput: null, output: 8, date: "2026-09-01", source: "test" };

function answer(outcome: AnswerRecord["outcome"]): AnswerRecord {
  return {
    key: "k",
    rules: "r",
    questionId: "1",
    questionHash: "h",
    category: "math",
    turn: 1,
    trial: 1,
    outcome,
    sent: { model: "crane-3b" },
    call: {
      model: null,
      systemFingerprint: null,
      usage: { promptTokens: 1_000, completionTokens: 500, reasoningTokens: null, cachedPromptTokens: null },
      timing: { startedAt: "2026-01-02T03:04:05.000Z", firstTokenMs: 5, totalMs: 9 },
      dropped: [],
      failedAttempts: [],
    },
    measures: null,
  };
}

const answered = { status: "answered", text: "七です。", reasoning: null, truncated: false } as const;
const empty = { status: "failed", reason: "empty", message: null, reasoning: null } as const;
const quiet: EndpointState = {
  server: "http://10.1.1.1/v1",
  limit: 24,
  inFlight: 20,
  waiting: 3,
  refused: 2,
  pausedMs: 0,
  unreachable: false,
  closed: false,
};

describe("progress", () => {
  const totals = startCallTotals();
  for (const outcome of [answered, answered, answered, empty]) totals.add(answer(outcome), price);
  totals.add(answer({ status: "failed", reason: "skipped", message: null, reasoning: null }), price);
  const state = {
    due: { answers: 16, judgments: 0 },
    totals,
    elapsedMs: 20_000,
    servers: [quiet],
    activity: noActivity,
  };

  it("tells counts, failures, rates, cost so far and in all, and the time left on one line", () => {
    // A call of 1000 and 500 tokens costs 0.006 dollars; four are done, sixteen are due.
    expect(progressLine(state)).toBe(
      "answers 4/16 · judgments 0/0 · 1 empty · 1 skipped · 20 s · 0.2 calls/s · 100 tokens/s · 0.0240 USD of about 0.0960 USD · about 60 s left",
    );
  });

  it("counts the tokens of calls under way, and tells of silent ones, which the estimate waits for", () => {
    const activity = { tokens: 400, longestMs: 125_000, silent: 2, silentMs: 95_000, retrying: 1 };
    expect(progressLine({ ...state, activity })).toBe(
      "answers 4/16 · judgments 0/0 · 1 empty · 1 skipped · 20 s · 0.2 calls/s · 120 tokens/s · 0.0240 USD of about 0.0960 USD · longest call 2 min · 2 calls silent for 95 s · 1 call tried again, for up to 2 min · about 95 s left",
    );
    const nothingDone = {
      ...state,
      totals: startCallTotals(),
      activity: { ...noActivity, tokens: 90, longestMs: 20_000 },
    };
    expect(progressLine(nothingDone)).toBe("answers 0/16 · judgments 0/0 · 20 s · 4.5 tokens/s");
    expect(progressLine({ ...state, activity }, { isOver: true })).not.toMatch(/silent|longest|tried/);
  });

  it("tells on a terminal what each server is doing", () => {
    const gone = { ...quiet, server: "http://b/v1", refused: 0, unreachable: true };
    const told = { ...quiet, server: "http://c/v1", refused: 0, pausedMs: 42_000 };
    expect(progressView({ ...state, servers: [quiet, gone, told] }, 120).slice(2)).toEqual([
      "  http://10.1.1.1/v1: 20 of 24 calls at once, 3 waiting, 2 refused so far",
      "  http://b/v1: 20 of 24 calls at once, 3 waiting (http://b/v1 is gone; looking whether it is back)",
      "  http://c/v1: 20 of 24 calls at once, 3 waiting (http://c/v1 asked to wait 42 s)",
    ]);
  });

  it.each([20, 40, 60, 100])("fits into %i columns", (columns) => {
    const lines = progressView({ ...state, servers: [quiet, { ...quiet, unreachable: true }] }, columns);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    expect(lines.join(" ")).toContain("answers 4/16");
    expect(lines.join(" ")).toMatch(/about\s+60\s+s\s+left/);
  });

  it("says which calls have no known price, and nothing about money where none has", () => {
    const mixed = startCallTotals();
    mixed.add(answer(answered), price);
    mixed.add(answer(answered), null);
    expect(progressLine({ ...state, totals: mixed })).toContain("and 1 calls without a known price");
    const free = startCallTotals();
    free.add(answer(answered), null);
    expect(progressLine({ ...state, totals: free })).not.toContain("USD");
  });

  it.each([
    [900, "1 s"],
    [99_000, "99 s"],
    [300_000, "5 min"],
    [36_000_000, "10.0 h"],
  ])("%i ms is %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
