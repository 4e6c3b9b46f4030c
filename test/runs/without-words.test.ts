import { describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../src/answers/answer.ts";
import type { JudgmentRecord } from "../../src/judgments/judgment.ts";
import { withoutWords } from "../../src/runs/without-words.ts";

const call = {
  model: "returned",
  systemFingerprint: "fp",
  usage: { promptTokens: 4, completionTokens: 3, reasoningTokens: 2, cachedPromptTokens: 1 },
  timing: { startedAt: "2026-11-29T00:00:00.000Z", firstTokenMs: 5, totalMs: 6 },
  dropped: ["seed"],
  finish: "odd",
  failedAttempts: [{ startedAt: "2026-11-29T00:00:00.000Z", status: 503, message: "busy" }],
};
const place = { questionId: "201", questionHash: "q", category: "writing", turn: 2, trial: 3 };
const answer: AnswerRecord = {
  ...place,
  key: "a",
  rules: "r",
  outcome: { status: "answered", text: "答え", reasoning: "考え", truncated: true },
  sent: { model: "m", temperature: 0, seed: 7 },
  call,
  measures: { characters: 2, japaneseRatio: 1 },
};
const judgment: JudgmentRecord = {
  ...place,
  key: "j",
  procedure: "p",
  judge: "house",
  judgeModel: "one",
  repeat: 1,
  answerKey: "a",
  prompt: "single-v1",
  outcome: { status: "rated", rating: 8, method: "label", text: "評価: [[8]]" },
  flags: ["order"],
  asked: 2,
  sent: { temperature: 0 },
  call,
};
const kept = {
  model: "returned",
  dropped: ["seed"],
  finish: "odd",
  systemFingerprint: null,
  usage: { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null },
  timing: { startedAt: "", firstTokenMs: null, totalMs: 0 },
  failedAttempts: [],
};

describe("withoutWords", () => {
  it("keeps of an answer its place, text, temperature, and what its server dropped and returned", () => {
    expect(withoutWords().answer(answer)).toEqual({
      ...answer,
      outcome: { status: "answered", text: "答え", reasoning: null, truncated: true },
      sent: { temperature: 0 },
      call: kept,
    });
    expect(withoutWords().answer({ ...answer, sent: { model: "m" } }).sent).toEqual({});
    expect(withoutWords().answer({ ...answer, sent: null, call: null })).toMatchObject({ sent: null, call: null });
  });

  it("keeps of a judgment the rating, and the words of one that is none", () => {
    expect(withoutWords().judgment(judgment)).toEqual({
      ...judgment,
      outcome: { status: "rated", rating: 8, method: "label", text: "" },
      sent: null,
      call: kept,
    });
    const failed = { status: "unrated", reason: "request-failed", text: "HTTP 500" } as const;
    expect(withoutWords().judgment({ ...judgment, outcome: failed }).outcome).toEqual(failed);
  });

  it("tells temperatures, models and dropped parameters apart", () => {
    const keep = withoutWords();
    const { dropped: _, ...whole } = call;
    const all = [answer, { ...answer, sent: { temperature: 0.7 }, call: { ...call, model: "other" } }, answer].map(
      keep.answer,
    );
    expect(all.map(({ sent }) => sent?.temperature)).toEqual([0, 0.7, 0]);
    expect(all.map((one) => one.call?.model)).toEqual(["returned", "other", "returned"]);
    expect(keep.answer({ ...answer, call: whole }).call).not.toHaveProperty("dropped");
  });
});
