import { type KnownModel, type ModelFamily, modelFamily, read } from "./catalogue-entry.ts";
import { gptOssFamilies, gptOssModels, gptOssPatterns } from "./catalogue-gpt-oss.ts";
import { internationalFamilies, internationalModels, internationalPatterns } from "./catalogue-international.ts";
import { japaneseFamilies, japaneseModels, japanesePatterns } from "./catalogue-japanese.ts";
import { llmJpFamilies, llmJpModels, llmJpPatterns } from "./catalogue-llm-jp.ts";
import { openWeightModels } from "./catalogue-open-weights.ts";
import { openAiFamilies, openAiModels, openAiPatterns } from "./catalogue-openai.ts";
import { qwenFamilies, qwenModels, qwenPatterns } from "./catalogue-qwen.ts";
import { linesInName, type WeightLine } from "./weight-lines.ts";
import { classicWire } from "./wires.ts";

/** What is assumed of a model that nobody here knows: nothing that a server could refuse. */
const unknownFamily = modelFamily({
  id: "openai-compatible",
  title: "Any model on an OpenAI-compatible server",
  wire: classicWire,
  thinking: { kind: "unknown" },
  thoughts: "unknown",
  notes: ["A model that thinks needs a budget for it: --max-thinking-tokens, or a family in the configuration."],
  sources: [read("the parameters that every OpenAI-compatible server was seen to accept")],
});

export const families: readonly ModelFamily[] = [
  unknownFamily,
  ...openAiFamilies,
  ...llmJpFamilies,
  ...qwenFamilies,
  ...gptOssFamilies,
  ...japaneseFamilies,
  ...internationalFamilies,
];

export const knownModels: readonly KnownModel[] = [
  ...llmJpModels,
  ...openAiModels,
  ...qwenModels,
  ...gptOssModels,
  ...japaneseModels,
  ...openWeightModels,
  ...internationalModels,
];

/** Names that are more telling go first: `gpt-oss-swallow` is not `gpt-oss`. */
const patterns: readonly (readonly [RegExp, string])[] = [
  ...japanesePatterns,
  ...openAiPatterns,
  ...llmJpPatterns,
  ...qwenPatterns,
  ...gptOssPatterns,
  ...internationalPatterns,
];

/** The family of a model string, from how its makers name their models; `openai-compatible` for an unknown one. */
export function familyOf(model: string): ModelFamily {
  const known = modelById(model);
  if (known !== undefined) return familyById(known.family);
  const name = (model.split("/").at(-1) ?? model).toLowerCase();
  const found = patterns.find(([pattern]) => pattern.test(name));
  return found === undefined ? unknownFamily : familyById(found[1]);
}

export function familyById(id: string): ModelFamily {
  const family = families.find((candidate) => candidate.id === id);
  if (family === undefined) throw new Error(`no model family ${id}`);
  return family;
}

/** By our id, else by the model string that its vendor or repository gives it. */
export function modelById(id: string): KnownModel | undefined {
  return knownModels.find((entry) => entry.id === id) ?? knownModels.find((entry) => entry.model === id);
}

/**
 * The lines of weights that a model is known to come from: by the catalogue, by what its name says, and by the `family` that the
 * user gave it. Empty: not known, which is not the same as none.
 */
export function basedOn(model: string, family: string | null = null): readonly WeightLine[] {
  const own = modelById(model)?.basedOn;
  const given = families.find(({ id }) => id === family)?.basedOn;
  const found = [own, familyOf(model).basedOn, given, ...linesInName(model)];
  return [...new Set(found.flatMap((line) => line ?? []))];
}
