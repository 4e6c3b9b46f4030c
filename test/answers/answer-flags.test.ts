import { describe, expect, it } from "vitest";
import { firstLeak, flagsOf, goesRound } from "../../src/answers/answer-flags.ts";

const answered = (text: string) => ({ status: "answered", text, reasoning: null, truncated: false }) as const;

describe("flagsOf", () => {
  it.each([
    ["富士山です。", []],
    ["<|channel>thought\nまず比べる。<channel|>富士山です。", ["thought-in-answer", "template-leak"]],
    ["<scratchpad>まず比べる。", ["thought-in-answer"]],
    ["富士山です。<|im_end|>", ["template-leak"]],
    ["富士山です。\n<start_of_turn>user\n次は？", ["template-leak"]],
    ["富士山です。[/INST] はい", ["template-leak"]],
    ["富士山です。</s>", ["template-leak"]],
    ["富士山です。<｜end▁of▁sentence｜>", ["template-leak"]],
    ["富士山です。<|swan_turn_end|>", ["template-leak"]],
    ["富士山です。\nuser\n次は？\nassistant\n北岳です。", ["template-leak"]],
    ["It is Fuji.\n\nUser: and then?\nAssistant: Kita.", ["template-leak"]],
    ["It is Fuji.\n### Instruction:\nSay more\n### Response:\nNo.", ["template-leak"]],
    ["富士山です。\n### 指示:\n続けて\n### 応答:\nはい", ["template-leak"]],
    ["富士山です。\n\n\t　ユーザー：次は？\n　アシスタント：北岳です。", ["template-leak"]],
    ["富士山です。\n  user \r\n次は？\n assistant\t\n北岳です。", ["template-leak"]],
    ["富士山です。]~b]", ["template-leak"]],
    ["富士山です。<s>", ["template-leak"]],
    ["富士山です。[EOS]", ["template-leak"]],
    ["富士山です。<EOD|LLM-jp>", ["template-leak"]],
    ["富士山です。<reserved_106>次は？", ["template-leak"]],
    ["富士山です。<extra_id_1>User", ["template-leak"]],
    ["富士山です。<0x0A><0x0A>次", ["template-leak"]],
    ["富士山です。[|Human|]次は？[|AI|]", ["template-leak"]],
    ["富士山です。<NL>次は？", ["template-leak"]],
    ["富士山です。<|END|>", ["template-leak"]],
    ['<tool_call>\n{"name": "search"}\n</tool_call>', ["template-leak"]],
    ["ĠMountĠFujiĠisĠhigh.", ["template-leak"]],
    ["▁富士山▁は▁高い▁です", ["template-leak"]],
    ["å¯Įå£«å±±ãģ§ãģĻ", ["template-leak"]],
    ["It is Fuji. USER: and then? ASSISTANT: Kita.", ["template-leak"]],
    ["It is Fuji.\n**User:** and then?\n**Assistant:** Kita.", ["template-leak"]],
    ["It is Fuji.\n<human>: and then?\n<bot>: Kita.", ["template-leak"]],
    ["It is Fuji.\nUser\nand then?\nAssistant\nKita.", ["template-leak"]],
    ["```\n富士山\n```\n<|im_end|>\n```\n", ["template-leak"]],
  ])("%j: %j", (text, flags) => {
    expect(flagsOf({ outcome: answered(text), call: null })).toEqual(flags);
  });

  it.each([
    "ChatML は `<|im_start|>` で始まります。",
    "区切りは「<|im_end|>」です。",
    "例:\n```\n<|im_start|>user\n次は？\n<|im_end|>\n```\n以上です。",
    "User: こんにちは\nAssistant: はい",
    "A: はい\nB: いいえ",
    "x <| f |> g",
    "a < |x| > b",
    "user\nという語は利用者のことです。",
    "The <s>old</s> text",
    "Human: a being\nand more",
    "BERTの入力は [CLS] で始まり [SEP] で終わります。",
    "▁▂▃▄▅▆▇ と ▁▃▅ の図",
    "Ġ is G with a dot; Malta's Ġgantija",
    "Él está aquí; façade, naïve, ça va très bien, čaj, ãã",
    "価格は <$10> から",
    "API USER: 認証する人",
    "ASSISTANT: はい USER: 次は ASSISTANT: はい",
    "富士山です。\nuserの話\nassistant\n",
    "富士山です。\n次: user\nassistant\n",
  ])("says nothing of %j", (text) => {
    expect(flagsOf({ outcome: answered(text), call: null })).toEqual([]);
  });

  it("tells of an end that nobody knows, and of nothing in a failed turn", () => {
    const call = {
      model: null,
      systemFingerprint: null,
      usage: { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null },
      timing: { startedAt: "2031-04-06T00:00:00.000Z", firstTokenMs: null, totalMs: 5 },
      failedAttempts: [],
    };
    expect(flagsOf({ outcome: answered("はい"), call: { ...call, finish: "repetition" } })).toEqual(["unknown-finish"]);
    expect(flagsOf({ outcome: answered("はい"), call: { ...call, finish: null } })).toEqual(["unknown-finish"]);
    expect(flagsOf({ outcome: answered("はい"), call })).toEqual([]);
    const failed = { status: "failed", reason: "empty", message: null, reasoning: null } as const;
    expect(flagsOf({ outcome: failed, call: { ...call, finish: null } })).toEqual([]);
  });

  it("names the token", () => {
    expect(firstLeak("はい<|im_end|>")).toBe("<|im_end|>");
    expect(firstLeak("はい。\nuser\n次は？\nassistant\n")).toBe("user");
    expect(firstLeak("はい。")).toBeNull();
  });
});

describe("an answer that says one thing over and over", () => {
  const sentence = "計算が間違っていました。正しい計算は次の通りです。";
  const counted = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${from + index}番目の項目は${(from + index) * 7919}円です。`).join(
      "",
    );

  it.each([
    ["a loop", sentence.repeat(20), true],
    ["a loop after other words", counted(0, 60) + sentence.repeat(80), true],
    ["a loop of one letter", "あ".repeat(400), true],
    ["a loop of wide signs, each two code units", "𠮷野家の𠮟責と𩸽。".repeat(60), true],
    ["a refrain", counted(0, 20) + sentence.repeat(3), false],
    ["a loop that ended long ago", sentence.repeat(20) + counted(0, 300), false],
    ["a list of one form", counted(0, 100), false],
    ["few words twice", sentence.repeat(5), false],
  ])("%s: %s", (_what, text, is) => {
    expect(goesRound(text)).toBe(is);
    expect(flagsOf({ outcome: answered(text), call: null })).toEqual(is ? ["repetition"] : []);
  });
});
