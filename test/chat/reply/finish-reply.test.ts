import { describe, expect, it } from "vitest";
import { startAssembly } from "../../../src/chat/reply/assemble-reply.ts";
import { finishReply } from "../../../src/chat/reply/finish-reply.ts";

/** Pieces with the count that the server had reached after each; null: it sends none. */
function thoughtTokens(pieces: readonly (readonly [piece: object, counted: number | null])[], last: object = {}) {
  const assembly = startAssembly();
  for (const [delta, counted] of pieces) {
    const usage = counted === null ? {} : { usage: { prompt_tokens: 4, completion_tokens: counted } };
    assembly.take({ choices: [{ index: 0, delta, finish_reason: null }], ...usage });
  }
  assembly.take({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  assembly.take({ choices: [], usage: { prompt_tokens: 4, completion_tokens: 90, ...last } });
  return finishReply(assembly.reply(), { showsThoughts: false, secrets: [] }).usage.reasoningTokens;
}

describe("tokens of the thought", () => {
  it("are what was counted before the answer began, in a field or between tags", () => {
    const field = [
      [{ reasoning: "まず、" }, 30],
      [{ reasoning: "次に。" }, 61],
      [{ content: "木曜日" }, 75],
      [{ content: "です。" }, 90],
    ] as const;
    expect(thoughtTokens(field)).toBe(61);
    const tags = [
      [{ content: "<think>まず、" }, 30],
      [{ content: "次に。</think>\n\n" }, 62],
      [{ content: "木曜日です。" }, 90],
    ] as const;
    expect(thoughtTokens(tags)).toBe(62);
  });

  it("are all of a reply that never came to an answer", () => {
    expect(thoughtTokens([[{ reasoning: "まず、" }, null]])).toBe(90);
  });

  it("are the server's own number where it has one", () => {
    const pieces = [
      [{ reasoning: "まず、" }, 30],
      [{ content: "はい" }, 90],
    ] as const;
    expect(thoughtTokens(pieces, { completion_tokens_details: { reasoning_tokens: 41 } })).toBe(41);
  });

  it("are not known without a running count, and none where there was no thought", () => {
    const pieces = [
      [{ reasoning: "まず、" }, null],
      [{ content: "はい" }, null],
    ] as const;
    expect(thoughtTokens(pieces)).toBeNull();
    expect(thoughtTokens([[{ content: "はい" }, 90]])).toBeNull();
    const whole = startAssembly();
    whole.take({
      choices: [{ index: 0, message: { reasoning: "まず、", content: "はい" }, finish_reason: "stop" }],
      usage: { prompt_tokens: 4, completion_tokens: 90 },
    });
    expect(finishReply(whole.reply(), { showsThoughts: false, secrets: [] }).usage.reasoningTokens).toBeNull();
  });
});
