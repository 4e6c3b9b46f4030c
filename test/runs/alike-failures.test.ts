import { describe, expect, it } from "vitest";
import type { ChatFailure, ChatReply } from "../../src/chat/chat.ts";
import { firstCalls, watchAlike } from "../../src/runs/alike-failures.ts";

const timing = { startedAt: "", firstTokenMs: null, totalMs: 1 };
const failure = (message: string, more: Partial<ChatFailure> = {}): ChatFailure => ({
  ...({ status: "failed", reason: "request-failed", message, httpStatus: 501, scope: "call" } as const),
  ...{ timing, failedAttempts: [], ...more },
});
const reply: ChatReply = {
  ...({ status: "replied", content: "七", reasoning: null, thinking: "none", finish: "stop", refusal: null } as const),
  usage: { promptTokens: 1, completionTokens: 1, reasoningTokens: null, cachedPromptTokens: null },
  ...{ timing, model: null, systemFingerprint: null, dropped: [], failedAttempts: [] },
};

describe("calls that all fail alike", () => {
  it("settle it with the sixteenth, whatever number each message names", () => {
    const watch = watchAlike();
    const ends = Array.from({ length: firstCalls }, (_, index) =>
      watch.ended("a", failure(`HTTP 501: call ${index} is not implemented`)),
    );
    expect(ends.slice(0, -1)).toEqual(Array.from({ length: 15 }, () => null));
    expect(ends.at(-1)).toEqual({ count: 16, message: "HTTP 501: call 0 is not implemented" });
  });

  it.each([
    ["one reply", [reply]],
    ["another failure", [failure("HTTP 500: other")]],
  ])("settle nothing after %s", (_what, between) => {
    const watch = watchAlike();
    const outcomes = [
      failure("HTTP 501: no"),
      ...between,
      ...Array.from({ length: 20 }, () => failure("HTTP 501: no")),
    ];
    expect(outcomes.map((outcome) => watch.ended("a", outcome)).filter((end) => end !== null)).toEqual([]);
    expect(watch.all().size).toBe(0);
  });

  it.each([
    ["the connection", { httpStatus: null, connection: true }],
    ["a busy server", { httpStatus: 503 }],
    ["a server that is given up anyway", { httpStatus: 404, scope: "server" }],
  ] as const)("settle nothing where %s is why", (_what, more) => {
    const watch = watchAlike();
    for (let call = 0; call < 40; call++) expect(watch.ended("a", failure("no", more))).toBeNull();
    expect(watch.all().size).toBe(0);
  });

  it("are told of each one apart, also where there were few", () => {
    const watch = watchAlike();
    watch.ended("a", failure("HTTP 501: no"));
    watch.ended("b", reply);
    watch.ended("c", failure("HTTP 501: no"));
    watch.ended("c", failure("cannot reach it", { httpStatus: null, connection: true }));
    expect([...watch.all()]).toEqual([["a", { count: 1, message: "HTTP 501: no" }]]);
  });
});
