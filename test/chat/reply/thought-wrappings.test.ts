import { describe, expect, it } from "vitest";
import { splitThinking } from "../../../src/chat/reply/split-thinking.ts";
import { looksLikeThought } from "../../../src/chat/reply/thought-marks.ts";
import { answerWrappings, thoughtWrappings } from "../../../src/models/thought-wrappings.ts";

const thought = "まず高さを比べる。";
const answer = "答えは富士山です。";
/** A model of the family, by the beginning of its names. */
const models: Readonly<Record<string, string>> = { "[unused16]": "openpangu-7b", Here: "ibm-granite/granite-3.2-8b" };
const modelOf = (open: string) => models[open] ?? models[open.slice(0, 4)] ?? "swan-7b";

const split = (content: string, more: { finish?: "stop" | "length"; model?: string; reasoning?: string } = {}) =>
  splitThinking({ content, reasoning: null, finish: "stop", ...more });

describe("every wrapping of the table", () => {
  it.each(thoughtWrappings)("$open ... $close", ({ open, close, models: names, source }) => {
    const model = modelOf(open);
    const whole = { content: answer, reasoning: thought, thinking: "complete" };
    for (const [first, last] of [
      [open, close],
      [open.toUpperCase(), close.toUpperCase()],
      [open.toLowerCase(), close.toLowerCase()],
    ]) {
      expect(split(`\n${first}\n${thought}\n${last}\n\n${answer}`, { model })).toEqual(whole);
      expect(split(`${first}${thought}`, { model, finish: "length" })).toEqual({
        content: "",
        reasoning: thought,
        thinking: "cut",
      });
    }
    expect(split(`${open}\n${close}${answer}`, { model })).toEqual({ ...whole, reasoning: null, thinking: "none" });
    expect(source.from).not.toBe("");
    expect(names.source).not.toBe("");
    expect(looksLikeThought(split(`${open}${thought}${close}${answer}`, { model }).content)).toBe(false);
  });

  it("takes plain words for a wrapping of their own family alone", () => {
    const text = `Here is my thought process: ${thought} Here is my response: ${answer}`;
    expect(split(text, { model: "swan-7b" })).toEqual({ content: text, reasoning: null, thinking: "none" });
  });

  it.each(answerWrappings)("takes $open off after a thought, and only there", ({ open, close }) => {
    expect(split(`<think>${thought}</think>\n${open}\n${answer}\n${close}`).content).toBe(answer);
    expect(split(`<think>${thought}</think>\n${open}\n${answer}`).content).toBe(answer);
    expect(split(`${open}${answer}${close}`).content).toBe(`${open}${answer}${close}`);
  });
});

describe("marks that no table knows", () => {
  it.each([
    ["<reasoning>", "</reasoning>"],
    ["<Inner_Monologue>", "</Inner_Monologue>"],
    ["<swan:think>", "</swan:think>"],
    ['<think effort="low">', "</think>"],
    ["<|thinking|>", "<|/thinking|>"],
    ["<|thought|>", "<|end_of_thought|>"],
    ["<｜begin▁of▁thinking｜>", "<｜end▁of▁thinking｜>"],
    ["<|thinking_start|>", "<|thinking_end|>"],
    ["<|stage>reasoning", "<stage|>"],
    ["【思考】", "【/思考】"],
    ["«thinking»", "«/thinking»"],
    ["⟦thought⟧", "⟦/thought⟧"],
    ["[SCRATCHPAD]", "[/SCRATCHPAD]"],
    ["{{thinking}}", "{{/thinking}}"],
    ["```thinking\n", "\n```\n"],
    ["<!-- thinking ", "-->"],
    ["<deepthink>", "</deepthink>"],
    ["<thinking_mode>", "</thinking_mode>"],
    ["<reasoning_steps>", "</reasoning_steps>"],
    ["<|im_think|>", "<|im_think_end|>"],
    ["<unused94>thought\n", "<unused95>"],
    ["[unused16]", "[unused17]"],
    ["<<think>>", "<</think>>"],
    ["[[think]]", "[[/think]]"],
    ["::think::", "::/think::"],
    ["---thinking---\n", "---/thinking---\n"],
    ["\\<think\\>", "\\</think\\>"],
    ["&lt;thought&gt;", "&lt;/thought&gt;"],
    ["＜reasoning＞", "＜/reasoning＞"],
    ["< reasoning >", "< / reasoning >"],
    ["<内心>", "</内心>"],
    ["<begin_of_thought>", "<end_of_thought>"],
    ["<cot_start>", "<cot_end>"],
    ["[BEGIN REASONING]", "[END REASONING]"],
    ["【思考開始】", "【思考終了】"],
  ])("%s ... %s", (open, close) => {
    expect(split(`${open}${thought}${close}${answer}`)).toMatchObject({ content: answer, thinking: "complete" });
    expect(split(`${open}${thought}`, { finish: "length" })).toMatchObject({ content: "", thinking: "cut" });
    // Left in the text and flagged: nobody can say where the thought ends.
    const open_ = `${open}${thought}`;
    expect(split(open_)).toEqual({ content: open_, reasoning: null, thinking: "none" });
    expect(looksLikeThought(open_)).toBe(true);
  });

  it("is set apart with the tokens that a template left before it, unless no thought follows", () => {
    for (const before of ["<s>", "<|im_start|>assistant\n", "assistant\n", "\u200b"]) {
      for (const [open, close] of [
        ["<think>", "</think>"],
        ["<scratchpad>", "</scratchpad>"],
      ]) {
        const { content, reasoning } = split(`${before}${open}${thought}${close}\n${answer}`);
        expect(content).toBe(answer);
        expect(reasoning).toContain(thought);
        expect(split(`${before}${open}${thought}`, { finish: "length" })).toMatchObject({
          content: "",
          thinking: "cut",
        });
      }
      expect(split(`${before}${answer}`).content).toBe(`${before}${answer}`);
    }
  });

  it("is Ollama's own way of showing a thought", () => {
    const shown = `Thinking...\n${thought}\n...done thinking.\n\n${answer}`;
    expect(split(shown)).toEqual({ content: answer, reasoning: thought, thinking: "complete" });
    expect(split(`Thinking...\n${thought}`, { finish: "length" })).toMatchObject({ content: "", thinking: "cut" });
    expect(looksLikeThought(`Thinking...\n${thought}`)).toBe(true);
  });

  it("is none where another number, or nothing, closes what the vocabulary keeps in reserve", () => {
    const text = `<unused94>${thought}<unused99>${answer}`;
    expect(split(text)).toEqual({ content: text, reasoning: null, thinking: "none" });
    expect(looksLikeThought(text)).toBe(true);
  });

  it.each([
    "<thinker> は要素ではありません。",
    "<analysis>高さの比較</analysis>",
    "【結論】富士山です。",
    "(思考) という言葉の意味は",
    "思考とは何か。",
    "Thinking about it, the answer is Fuji.",
    "```python\nthink()\n```",
    "Reasoning: the sum is 7.",
  ])("is not seen in %j", (text) => {
    expect(split(text).content).toBe(text);
  });

  it.each([
    "<reflection>",
    "<analysis>",
    "<internal>",
    "<antthinking>",
    "<mind>",
    "<ｔｈｉｎｋ>",
    "＜think＞",
    "< think >",
    "\u200b<think>",
    "&lt;think&gt;",
    "(think)",
    "[思考開始]",
    "【思考開始】",
    "<|startofthink|>",
    "<!--think-->",
    '<details type="reasoning">',
    "<details><summary>Thinking</summary>",
    "**Thinking:**\n",
    "### 思考過程\n",
  ])("are doubted and left where they are: %s", (open) => {
    for (const finish of ["stop", "length"] as const) {
      const { content } = split(`${open}${thought}`, { finish });
      expect(content === "" || looksLikeThought(content)).toBe(true);
    }
  });

  it.each(["<plan>", "<notes>", "<analysis>", "(思考：", "(thinking)", "thought\n"])(
    "are a thought where the limit cut it and nothing ended it: %s",
    (open) => {
      expect(split(`${open}${thought}`, { finish: "length" })).toEqual({
        content: "",
        reasoning: `${open}${thought}`,
        thinking: "cut",
      });
      const ended = `${open}${thought}</end>${answer}`;
      expect(split(ended, { finish: "length" }).content).toBe(ended);
      expect(looksLikeThought(ended)).toBe(true);
    },
  );

  it.each([
    "Thinking about it, 7.",
    "思考とは何か。",
    "Reasoning: 7.",
    "<p>富士山</p>",
    "(参考) 富士山",
    "<details>詳細</details>",
    "### 答え\n7",
    "<svg>…</svg>",
    "[1] 富士山",
    "--- 富士山 ---",
    "::: note",
    '{ "考え": 1 }',
    "考えは三つあります。",
    "Thoughtful words: 7",
    "Model [A] は富士山です。",
  ])("are not doubted in %j", (text) => {
    expect(looksLikeThought(text)).toBe(false);
  });

  it.each([
    "thought\nまず比べる。",
    "\u200b＜scratchpad＞比べる",
    "&lt;think&gt;比べる",
    "<think\n比べる",
    "</think>",
    "<|think_more|>比べる",
    "𝗧𝗵𝗶𝗻𝗸𝗶𝗻𝗴:\n比べる",
    "Thought process:\n比べる",
    "思考：\n比べる\n\n回答：\n富士山です。",
    "> thinking\n> 比べる",
  ])("is flagged: %j", (text) => {
    expect(looksLikeThought(text)).toBe(true);
  });
});
