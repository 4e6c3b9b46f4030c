import { describe, expect, it } from "vitest";
import { nameMasker } from "../../src/people/self-names.ts";
import { processorMs } from "../support/processor-time.ts";

const own = ["tuned", "kiri-lab/Hoshi-7B-instruct"];
const mask = nameMasker(own, ["詩を書いて。"]);

describe("nameMasker", () => {
  it.each([
    ["As Qwen, I cannot.", "As █████, I cannot."],
    ["I am Qwen2.5-7B-Instruct.", "I am █████."],
    ["私はChatGPTです。", "私は█████です。"],
    ["GPT-4o と GPT‑5.1 と o3-mini", "█████ と █████ と █████"],
    ["kiri-lab/Hoshi-7B-instruct が答えます", "█████ が答えます"],
    ["Hoshi-7B-instruct-v2 です", "█████ です"],
    ["私はHoshiと申します。", "私は█████と申します。"],
    ["I'm Claude, made by Anthropic.", "I'm █████, made by █████."],
    ["ＡＩの Llama 3 です", "ＡＩの Llama 3 です"],
  ])("%s", (text, masked) => {
    const found = mask(text);
    expect(found.text).toBe(masked);
    expect(found.found).toBe(masked !== text);
  });

  it.each([
    "ラマ（llama）はアンデスの家畜で、毛が長い。",
    "Gemini は冬の星座です",
    "tuned engines are louder",
    "Claude Monet painted water lilies.",
    "GPTQ, gpt, algpt-4x",
    "A metaphor, mistrals and okimistral",
  ])("leaves %s", (text) => {
    expect(mask(text)).toEqual({ text, found: false });
  });

  it("leaves what the question says itself", () => {
    const asked = nameMasker(own, ["ChatGPT と DeepSeek を比べて。"]);
    expect(asked("ChatGPT は DeepSeek より Qwen に近い。").text).toBe("ChatGPT は DeepSeek より █████ に近い。");
  });

  it("takes long and odd texts in linear time", () => {
    const start = process.cpuUsage();
    for (const text of ["Qwen".repeat(50_000), "I am ".repeat(50_000), "a.".repeat(100_000), "GPT-".repeat(50_000)])
      mask(text);
    expect(processorMs(start)).toBeLessThan(5_000);
  });
});
