import { describe, expect, it } from "vitest";
import { answerRecordSchema } from "../../src/answers/answer.ts";
import { generateAnswer, outcomeOfReply, skippedAnswer } from "../../src/answers/generate-answer.ts";
import { makeCandidate, makeFailure, makeQuestion, makeReply, makeRules, playedChat } from "../support/make.ts";

const input = {
  question: makeQuestion(),
  candidate: makeCandidate(),
  rules: makeRules(),
  turn: 1,
  trial: 2,
  seed: 0,
  history: [],
};

const noTokens = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };

describe("outcomeOfReply", () => {
  it.each([
    ["an answer", makeReply(), { status: "answered", text: "古池や", truncated: false }],
    ["an answer cut at the limit", makeReply({ finish: "length" }), { status: "answered", truncated: true }],
    [
      "a thought before the answer",
      makeReply({ reasoning: "五七五にする", thinking: "complete" }),
      { status: "answered", text: "古池や", reasoning: "五七五にする" },
    ],
    [
      "a cut thought",
      makeReply({ content: "", reasoning: "まず季語を", thinking: "cut", finish: "length" }),
      { status: "failed", reason: "truncated-thinking", reasoning: "まず季語を" },
    ],
    [
      "a cut thought that the server showed as content null and hid",
      makeReply({ content: "", finish: "length", usage: { ...noTokens, reasoningTokens: 1024 } }),
      { status: "failed", reason: "truncated-thinking" },
    ],
    ["nothing", makeReply({ content: " \n" }), { status: "failed", reason: "empty" }],
    [
      "nothing after its thought",
      makeReply({ content: "", reasoning: "数える。", thinking: "complete" }),
      { status: "failed", reason: "empty", message: "the reply ended after its thought, without an answer" },
    ],
    ["nothing before the limit", makeReply({ content: "", finish: "length" }), { status: "failed", reason: "empty" }],
    ["a refusal", makeReply({ content: "", refusal: "お答えできません" }), { status: "failed", reason: "refused" }],
    [
      "a filter",
      makeReply({ content: "古", finish: "content-filter" }),
      { status: "failed", reason: "content-filter" },
    ],
  ])("%s", (_, reply, expected) => {
    expect(outcomeOfReply(reply)).toMatchObject(expected);
  });

  it("tells the context's end from the limit's", () => {
    const cut = makeReply({ finish: "length" });
    expect(outcomeOfReply(cut)).not.toHaveProperty("contextFull");
    expect(outcomeOfReply({ ...cut, contextFull: true })).toMatchObject({
      status: "answered",
      truncated: true,
      contextFull: true,
    });
    const thought = outcomeOfReply({ ...cut, contextFull: true, content: "", reasoning: "まず", thinking: "cut" });
    expect(thought).toMatchObject({
      reason: "truncated-thinking",
      message: expect.stringContaining("context was full"),
    });
  });
});

describe("generateAnswer", () => {
  it("makes a record that survives a JSON round trip, with what was sent and what it cost", async () => {
    const chat = playedChat(() => makeReply({ content: "古池や蛙飛びこむ水の音 ABC" }));
    const record = await generateAnswer(input, chat);
    expect(record).toMatchObject({
      questionId: "q-17",
      category: "writing",
      turn: 1,
      trial: 2,
      rules: input.rules.hash,
    });
    expect(record.sent).toMatchObject({ model: "haiku-7b", temperature: 0.6, seed: 1 });
    expect(record.sent).not.toHaveProperty("messages");
    expect(record.measures?.characters).toBe(14);
    expect(record.measures?.japaneseRatio).toBeGreaterThan(0.7);
    expect(record.measures?.japaneseRatio).toBeLessThan(1);
    expect(answerRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it.each(["request-failed", "context-overflow", "content-filter"] as const)(
    "keeps %s as its reason",
    async (reason) => {
      const record = await generateAnswer(
        input,
        playedChat(() => makeFailure({ reason, message: "the server's words" })),
      );
      expect(record.outcome).toEqual({ status: "failed", reason, message: "the server's words", reasoning: null });
      expect(record.measures).toBeNull();
    },
  );
});

describe("skippedAnswer", () => {
  it("has a key of its own that follows from the failed turn's", () => {
    const record = skippedAnswer({ ...input, turn: 2 }, "f00");
    expect(record).toMatchObject({ key: "f00+2", turn: 2, call: null, sent: null });
    expect(record.outcome).toMatchObject({ status: "failed", reason: "skipped" });
  });
});
