import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";
import type { Price } from "./price.ts";
import { classicWire } from "./wires.ts";

const types = read("openai (npm) 7.57.0 type definitions; @ai-sdk/openai 3.0.141 model capabilities");

/** Reasoning models take neither penalties nor a seed, and the instructions of a developer instead of a system message. */
const reasoningWire = { limitField: "max_completion_tokens", systemRole: "developer", accepts: [] } as const;

export const openAiFamilies: readonly ModelFamily[] = [
  modelFamily({
    id: "gpt-4",
    title: "GPT-4, GPT-4o, GPT-4.1",
    basedOn: "openai",
    wire: classicWire,
    sources: [types],
  }),
  modelFamily({
    id: "gpt-5",
    title: "GPT-5 (2025-08)",
    basedOn: "openai",
    wire: reasoningWire,
    thinking: {
      kind: "effort",
      levels: ["minimal", "low", "medium", "high"],
      off: null,
      byDefault: "medium",
      inTemplate: "never",
    },
    thoughts: "hidden",
    thinkingTokens: 16_384,
    notes: ["Only temperature 1 is accepted, so none is sent."],
    sources: [types],
  }),
  modelFamily({
    id: "gpt-5.1",
    title: "GPT-5.1 to 5.x",
    basedOn: "openai",
    wire: { ...reasoningWire, accepts: ["temperature", "topP"] },
    thinking: {
      kind: "effort",
      levels: ["none", "low", "medium", "high", "xhigh"],
      off: "none",
      byDefault: "none",
      inTemplate: "never",
    },
    thoughts: "hidden",
    refusedWhileThinking: ["temperature", "topP"],
    thinkingTokens: 16_384,
    notes: ["Temperature is accepted only with reasoning effort none, the default since 5.1."],
    sources: [types, read("llm-jp-judge v2.0.0 client (temperature 0 with gpt-5.4)")],
  }),
  modelFamily({
    id: "gpt-6",
    title: "GPT-6 astra, 6.1 sol",
    basedOn: "openai",
    wire: reasoningWire,
    thinking: {
      kind: "effort",
      levels: ["low", "medium", "high", "xhigh", "max"],
      off: null,
      byDefault: "medium",
      inTemplate: "never",
    },
    thoughts: "hidden",
    thinkingTokens: 16_384,
    notes: ["No temperature at all.", "Its own default effort is not documented; medium is sent."],
    sources: [types, read("langertha documentation (astra takes neither none nor minimal), second hand")],
  }),
  modelFamily({
    id: "gpt-6-sol",
    title: "GPT-6 sol and luna, 6.1 terra",
    basedOn: "openai",
    wire: reasoningWire,
    thinking: {
      kind: "effort",
      levels: ["none", "low", "medium", "high", "xhigh", "max"],
      off: "none",
      byDefault: "medium",
      inTemplate: "never",
    },
    thoughts: "hidden",
    thinkingTokens: 16_384,
    notes: ["No temperature at all.", "Its own default effort is not documented; medium is sent."],
    sources: [types],
  }),
  modelFamily({
    id: "o-series",
    title: "OpenAI o1, o3, o4",
    basedOn: "openai",
    wire: reasoningWire,
    thinking: {
      kind: "effort",
      levels: ["low", "medium", "high"],
      off: null,
      byDefault: "medium",
      inTemplate: "never",
    },
    thoughts: "hidden",
    thinkingTokens: 16_384,
    sources: [types],
  }),
];

/** Seen in public repositories, not on OpenAI's page: check before trusting a bill. */
function usd(input: number, cachedInput: number | null, output: number): Price {
  return {
    currency: "USD",
    input,
    cachedInput,
    output,
    date: "2026-11-22",
    source: "public repositories, second hand",
  };
}

function openAi(id: string, family: string, model = id, price: Price | null = null): KnownModel {
  const access = { kind: "server", server: "openai" } as const;
  const end = announcedEnds.get(model);
  const source = end === undefined ? types : read(`${types.from}; announced shutdown ${end}`);
  return { id, family, model, access, contextTokens: null, outputTokens: null, price, source };
}

/** When OpenAI says that it stops serving them: the comment on ChatModel in those type definitions. */
const announcedEnds: ReadonlyMap<string, string> = new Map([
  ["chatgpt-4o-latest", "2026-02-17"],
  ["gpt-4-turbo-preview", "2026-03-26"],
  ...["gpt-4", "gpt-4-0613", "gpt-4o-2024-05-13"].map((id) => [id, "2026-10-23"] as const),
  ...["gpt-5", "gpt-5-mini", "o3"].map((id) => [id, "2026-12-11"] as const),
  ...["gpt-4.1-2025-04-14", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20"].map((id) => [id, "2027-01-14"] as const),
  ["gpt-5.1", "2027-04-01"],
]);

const gpt4o = usd(2.5, null, 10);
const gpt52 = usd(1.75, 0.175, 14);
const gpt54 = usd(2.5, 0.25, 15);

export const openAiModels: readonly KnownModel[] = [
  openAi("gpt-4o", "gpt-4", "gpt-4o-2024-08-06", gpt4o),
  openAi("gpt-4o-2024-05-13", "gpt-4"),
  openAi("gpt-4o-2024-08-06", "gpt-4", "gpt-4o-2024-08-06", gpt4o),
  openAi("gpt-4o-2024-11-20", "gpt-4"),
  openAi("chatgpt-4o-latest", "gpt-4"),
  openAi("gpt-4.1-2025-04-14", "gpt-4"),
  openAi("gpt-4", "gpt-4"),
  openAi("gpt-4-0613", "gpt-4"),
  openAi("gpt-4-turbo-preview", "gpt-4"),
  openAi("gpt-5", "gpt-5"),
  openAi("gpt-5-mini", "gpt-5"),
  openAi("gpt-5.1", "gpt-5.1"),
  openAi("gpt-5.2", "gpt-5.1", "gpt-5.2", gpt52),
  openAi("gpt-5.2-2025-12-11", "gpt-5.1", "gpt-5.2-2025-12-11", gpt52),
  openAi("gpt-5.4", "gpt-5.1", "gpt-5.4-2026-03-05", gpt54),
  openAi("gpt-5.4-2026-03-05", "gpt-5.1", "gpt-5.4-2026-03-05", gpt54),
  openAi("gpt-5.4-mini-2026-03-17", "gpt-5.1"),
  openAi("gpt-5.4-nano-2026-03-17", "gpt-5.1"),
  openAi("gpt-5.5-2026-04-23", "gpt-5.1"),
  openAi("gpt-5.6-sol", "gpt-5.1"),
  openAi("gpt-5.6-terra", "gpt-5.1", "gpt-5.6-terra", usd(2, 0.2, 12)),
  openAi("gpt-5.6-luna", "gpt-5.1", "gpt-5.6-luna", usd(0.2, 0.02, 1.2)),
  openAi("gpt-6-astra", "gpt-6"),
  openAi("gpt-6-sol", "gpt-6-sol"),
  openAi("gpt-6-luna", "gpt-6-sol"),
  openAi("gpt-6.1-sol", "gpt-6"),
  openAi("gpt-6.1-terra", "gpt-6-sol"),
  openAi("o3", "o-series"),
];

export const openAiPatterns: readonly (readonly [RegExp, string])[] = [
  [/^(chatgpt-4o|gpt-4)/, "gpt-4"],
  // Chat models of the line do not think and take the classic parameters.
  [/^gpt-5(\.\d+)?-chat/, "gpt-4"],
  [/^gpt-5\.[1-9]/, "gpt-5.1"],
  [/^gpt-5/, "gpt-5"],
  [/^gpt-6(-sol|-luna|\.1-terra)/, "gpt-6-sol"],
  [/^gpt-6/, "gpt-6"],
  [/^o[134](-|$)/, "o-series"],
];
