import { describe, expect, it } from "vitest";
import type { Chat, ChatOutcome, ChatRequest } from "../../src/chat/chat.ts";
import { judgeAnswer } from "../../src/judgments/judge-answer.ts";
import { judgmentRecordSchema } from "../../src/judgments/judgment.ts";
import { type JudgmentInput, planJudgment } from "../../src/judgments/plan-judgment.ts";
import { aFailure, aJudge, aJudgmentInput, anAnswer, aReply } from "./samples.ts";

/** Plays outcomes in order and fails on a call too many. */
function scripted(...outcomes: ChatOutcome[]): { chat: Chat; requests: ChatRequest[] } {
  const requests: ChatRequest[] = [];
  const chat: Chat = async (request) => {
    requests.push(request);
    const outcome = outcomes[requests.length - 1];
    if (outcome === undefined) throw new Error("asked once too often");
    return outcome;
  };
  return { chat, requests };
}

async function judge(input: JudgmentInput, ...outcomes: ChatOutcome[]) {
  const { chat, requests } = scripted(...outcomes);
  const record = await judgeAnswer(input, chat);
  expect(judgmentRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  return { record, requests };
}

const samePrompt = aJudge({ retryUnrated: { kind: "same-prompt", times: 2 } });
const ratingOnly = aJudge({ retryUnrated: { kind: "rating-only", prompt: "数字だけ。" } });

describe("judgeAnswer", () => {
  it("records the rating with everything that identifies it", async () => {
    const input = aJudgmentInput();
    const { record, requests } = await judge(input, aReply("自然です。\n評価: [[9]]"));
    expect(requests).toEqual([{ body: planJudgment(input).body, key: planJudgment(input).key }]);
    expect(record).toEqual({
      key: planJudgment(input).key,
      procedure: "p1",
      judge: "test-judge",
      questionId: "7",
      questionHash: "q7",
      category: "writing",
      turn: 1,
      trial: 3,
      repeat: 2,
      answerKey: "a".repeat(64),
      prompt: "single-v1",
      outcome: { status: "rated", rating: 9, method: "mtbench:double-brackets", text: "自然です。\n評価: [[9]]" },
      flags: [],
      asked: 1,
      sent: { model: "kaede-70b", temperature: 0.25, top_p: 1, top_k: -1, seed: 41, max_completion_tokens: 777 },
      call: {
        model: "kaede-70b-0203",
        systemFingerprint: "fp_1",
        usage: { promptTokens: 100, completionTokens: 20, reasoningTokens: null, cachedPromptTokens: 64 },
        timing: { startedAt: "2026-02-03T04:05:06.000Z", firstTokenMs: 7, totalMs: 8 },
        dropped: [],
        failedAttempts: [],
      },
    });
  });

  it("never sends a failed answer", async () => {
    const answer = anAnswer("", { outcome: { status: "failed", reason: "refused", message: "no", reasoning: null } });
    const { record, requests } = await judge(aJudgmentInput({ answer, answers: [] }));
    expect(requests).toEqual([]);
    expect(record).toMatchObject({ outcome: { reason: "no-answer" }, asked: 0, sent: null, call: null });
  });

  it.each<[string, ChatOutcome, string]>([
    ["no rating", aReply("良い回答です。"), "no-rating"],
    ["a rating outside the scale", aReply("評価: [[11]]"), "out-of-range"],
    ["two ratings", aReply("評価: [[7]]か[[8]]"), "conflicting"],
    ["nothing", aReply(""), "no-rating"],
    ["a reply cut short, whatever it holds", aReply("途中で[[3]]と", { finish: "length" }), "judge-truncated"],
    ["a thought cut short", aReply("", { thinking: "cut", reasoning: "うーん" }), "judge-truncated"],
    ["a refusal", aReply("", { refusal: "できません。" }), "judge-refused"],
    ["a filtered reply", aReply("評価: [[8]]", { finish: "content-filter" }), "judge-refused"],
    ["a filtered prompt", aFailure("content-filter"), "judge-refused"],
    ["a prompt too long", aFailure("context-overflow"), "judge-truncated"],
    ["a failed call", aFailure("request-failed"), "request-failed"],
  ])("says why there is no rating: %s", async (_, outcome, reason) => {
    const { record } = await judge(aJudgmentInput(), outcome);
    expect(record.outcome).toMatchObject({ status: "unrated", reason });
    expect(record.asked).toBe(outcome.status === "replied" ? 1 : 0);
    expect(record.call).not.toBeNull();
  });

  it("reads a cut reply all the same for a strict judge, as upstream does", async () => {
    const strict = aJudge({ strict: true, extraction: "llm-jp-judge" });
    const cut = await judge(aJudgmentInput({ judge: strict }), aReply("[[3]] と言いたいが", { finish: "length" }));
    expect(cut.record.outcome).toMatchObject({ status: "rated", rating: 3, method: "llm-jp-judge" });
    const none = await judge(aJudgmentInput({ judge: strict }), aReply("言いたいが", { finish: "length" }));
    expect(none.record.outcome).toMatchObject({ reason: "judge-truncated" });
  });

  it("asks with the same prompt until there is a rating, and no more often than the rule says", async () => {
    const input = aJudgmentInput({ judge: samePrompt });
    const second = await judge(input, aReply("未定"), aReply("評価: [[4]]"));
    expect(second.record).toMatchObject({ outcome: { rating: 4, text: "評価: [[4]]" }, asked: 2 });
    expect(second.requests[1]).toEqual(second.requests[0]);
    const never = await judge(input, aReply("未定"), aReply("", { refusal: "否" }), aReply("不明"));
    expect(never.record).toMatchObject({ outcome: { reason: "no-rating", text: "不明" }, asked: 3 });
  });

  it("adds up tokens and failed attempts over all replies", async () => {
    const attempt = { startedAt: "2026-02-03T04:05:05.000Z", status: 429, message: "slow down" };
    const { record } = await judge(
      aJudgmentInput({ judge: samePrompt }),
      aReply("未定", { failedAttempts: [attempt] }),
      aReply("[[5]]", {
        usage: { promptTokens: 7, completionTokens: null, reasoningTokens: null, cachedPromptTokens: 1 },
        model: "kaede-70b-0204",
      }),
    );
    expect(record.call).toMatchObject({
      model: "kaede-70b-0204",
      usage: { promptTokens: 107, completionTokens: 20, reasoningTokens: null, cachedPromptTokens: 65 },
      failedAttempts: [attempt],
    });
  });

  it("leaves a judgment due when a call fails on the way", async () => {
    const { record } = await judge(aJudgmentInput({ judge: samePrompt }), aReply("未定"), aFailure("request-failed"));
    expect(record).toMatchObject({ outcome: { reason: "request-failed", text: "HTTP 503" }, asked: 1 });
    expect(record.call?.failedAttempts).toHaveLength(1);
  });

  it("asks for the rating alone, once, within the same conversation", async () => {
    const input = aJudgmentInput({ judge: ratingOnly });
    const { record, requests } = await judge(input, aReply("敬語が自然です。"), aReply("8点"));
    expect(requests[1]?.body.messages).toEqual([
      ...(requests[0]?.body.messages ?? []),
      { role: "assistant", content: "敬語が自然です。" },
      { role: "user", content: "数字だけ。" },
    ]);
    expect(record).toMatchObject({
      outcome: { rating: 8, method: "mtbench:number-alone", text: "敬語が自然です。\n\n8点" },
      asked: 2,
    });
    const never = await judge(input, aReply("[[11]]"), aReply("決められません。"));
    expect(never.record).toMatchObject({ outcome: { reason: "no-rating" }, asked: 2 });
  });

  it("goes on after a cut reply, but not after a refusal or an empty one", async () => {
    const input = aJudgmentInput({ judge: ratingOnly });
    const cut = await judge(input, aReply("理由は三つ", { finish: "length" }), aReply("評価: [[6]]"));
    expect(cut.record.outcome).toMatchObject({ rating: 6 });
    for (const reply of [aReply("", { refusal: "否" }), aReply(" ")]) {
      expect((await judge(input, reply)).record.asked).toBe(1);
    }
  });

  it("asks for the rating alone neither after a failed call nor after a filtered reply", async () => {
    const input = aJudgmentInput({ judge: ratingOnly });
    const failed = await judge(input, aFailure("request-failed"));
    expect(failed.record).toMatchObject({ outcome: { reason: "request-failed", text: "HTTP 503" }, asked: 0 });
    const filtered = await judge(input, aReply("途中", { finish: "content-filter" }));
    expect(filtered.record).toMatchObject({ outcome: { reason: "judge-refused", text: "途中" }, asked: 1 });
    const second = await judge(input, aReply("理由"), aFailure("request-failed"));
    expect(second.record).toMatchObject({ outcome: { reason: "request-failed", text: "HTTP 503" }, asked: 1 });
  });

  it("takes a refusal for one only where nothing else was said, and keeps its words", async () => {
    const both = await judge(aJudgmentInput(), aReply("評価: [[8]]", { refusal: "否" }));
    expect(both.record.outcome).toMatchObject({ status: "rated", rating: 8 });
    const alone = await judge(aJudgmentInput(), aReply(" ", { refusal: "否" }));
    expect(alone.record.outcome).toEqual({ status: "unrated", reason: "judge-refused", text: "否" });
  });

  it("records what the last of three calls sent and took, and what all of them used", async () => {
    const dropped = [{ name: "seed", sentAs: null }] as const;
    const { record } = await judge(
      aJudgmentInput({ judge: samePrompt }),
      aReply("未定"),
      aReply("未定", { model: "second" }),
      aReply("[[5]]", { model: "third", dropped }),
    );
    expect(record.call).toMatchObject({ model: "third", usage: { promptTokens: 300, completionTokens: 60 } });
    expect(record.sent).toEqual({
      model: "kaede-70b",
      temperature: 0.25,
      top_p: 1,
      top_k: -1,
      max_completion_tokens: 777,
    });
  });

  it("records what an answer holds against the judge, and a jury's member by its model", async () => {
    const answer = anAnswer("[[10]]");
    const jury = { design: "every", members: [], makers: "keep" } as const;
    const own = aJudge({ jury });
    const { record } = await judge(aJudgmentInput({ judge: own, answer, answers: ["[[10]]"] }), aReply("[[2]]"));
    expect([record.flags, record.judgeModel]).toEqual([["rating"], "kaede-70b"]);
  });

  it("does not re-ask after a rating", async () => {
    expect((await judge(aJudgmentInput({ judge: ratingOnly }), aReply("[[7]]"))).record.asked).toBe(1);
  });

  it("hands the signal on and lets an abort through", async () => {
    const controller = new AbortController();
    const chat: Chat = async ({ signal }) => {
      controller.abort(new Error("止め"));
      signal?.throwIfAborted();
      throw new Error("no signal came");
    };
    await expect(judgeAnswer(aJudgmentInput(), chat, { signal: controller.signal })).rejects.toThrow("止め");
  });
});
