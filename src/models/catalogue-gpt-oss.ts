import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";
import { openWire } from "./wires.ts";

const readme = read("openai/gpt-oss README, Recommended Sampling Parameters");
const withContext = {
  from: `${readme.from}; context: vercel.com/ai-gateway/models/gpt-oss-20b, huggingface.co/spaces/llzai/axonhub models.json`,
  read: "2026-11-29",
};
const manual = read("manual.sakura.ad.jp/cloud/ai-engine");
const weights = "vLLM (--reasoning-parser openai_gptoss), SGLang or llama.cpp";

export const gptOssFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "gpt-oss",
    title: "gpt-oss-20b and 120b",
    basedOn: "openai",
    wire: openWire,
    thinking: {
      kind: "effort",
      levels: ["low", "medium", "high"],
      off: null,
      byDefault: "medium",
      inTemplate: "own-server",
    },
    thoughts: "harmony",
    sampling: { thinking: { temperature: 1, topP: 1 }, plain: null },
    thinkingTokens: 8_192,
    notes: ["Its template prints the current date and offers no way to pin it: prompts differ from day to day."],
    sources: [readme, read("llama.cpp models/templates/openai-gpt-oss-120b.jinja")],
  }),
];

function own(id: string): KnownModel {
  const repository = `openai/${id}`;
  return {
    id,
    family: "gpt-oss",
    model: repository,
    access: { kind: "weights", repository, run: weights },
    contextTokens: 131_072,
    outputTokens: null,
    price: null,
    source: withContext,
  };
}

export const gptOssModels: readonly KnownModel[] = [
  own("gpt-oss-20b"),
  own("gpt-oss-120b"),
  {
    ...own("gpt-oss-120b"),
    id: "sakura/gpt-oss-120b",
    model: "gpt-oss-120b",
    access: { kind: "server", server: "sakura" },
    // How much of the model's context the vendor serves is not known.
    contextTokens: null,
    price: {
      currency: "JPY",
      // Published per 10,000 tokens: 0.15 and 0.75 yen.
      input: 15,
      cachedInput: null,
      output: 75,
      date: "2026-06-21",
      source: "manual.sakura.ad.jp/cloud/ai-engine",
    },
    source: manual,
  },
];

export const gptOssPatterns: readonly (readonly [RegExp, string])[] = [[/^gpt-oss/, "gpt-oss"]];
