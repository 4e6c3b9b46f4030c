import { familyById } from "../../models/catalogue.ts";
import type { KnownModel, ModelFamily, ThinkingSwitch } from "../../models/catalogue-entry.ts";
import { knownServer } from "../../models/known-servers.ts";
import type { Price } from "../../models/price.ts";

/** The languages that the table of models is published in. */
export type TableLanguage = "en" | "ja";

const words = {
  en: {
    weights: "weights",
    contract: "by contract",
    none: "no thinking",
    always: "always thinks",
    unknown: "not known",
  },
  ja: {
    weights: "重み",
    contract: "契約",
    none: "思考なし",
    always: "常に思考",
    unknown: "不明",
  },
} as const;

/** Where a model is reached, in a few words: `api.openai.com`, `weights: Qwen/Qwen3-8B`, `by contract`. */
export function accessWords(model: KnownModel, language: TableLanguage): string {
  const { access } = model;
  const word = words[language];
  switch (access.kind) {
    case "server": {
      const { baseUrl, apiKeyEnv } = knownServer(access.server);
      return `${new URL(baseUrl).host}${apiKeyEnv === null ? "" : ` (${apiKeyEnv})`}`;
    }
    case "weights":
      return `${word.weights}: ${access.repository}`;
    case "contract":
      return word.contract;
    default:
      return access satisfies never;
  }
}

/** How its thinking is switched: `reasoning_effort: low, medium*, high` with the default marked. */
export function thinkingWords(thinking: ThinkingSwitch, language: TableLanguage): string {
  const word = words[language];
  switch (thinking.kind) {
    case "none":
      return word.none;
    case "always":
      return word.always;
    case "template-argument":
      return `${thinking.name}: ${marked(["on", "off"], thinking.byDefault)}`;
    case "effort":
      return `reasoning_effort: ${marked(thinking.levels, thinking.byDefault)}`;
    case "fields":
      return `${Object.keys({ ...thinking.on, ...thinking.off }).join(", ")}: ${marked(["on", "off"], thinking.byDefault)}${
        thinking.levels.length === 0
          ? ""
          : `; reasoning_effort: ${marked(thinking.levels, thinking.defaultLevel ?? "")}`
      }`;
    case "unknown":
      return word.unknown;
    default:
      return thinking satisfies never;
  }
}

/** What is sent whatever the question set says: template arguments, recommended sampling, thinking budget. */
export function pinnedWords(family: ModelFamily): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(family.templateArguments ?? {})) parts.push(`${name}=${String(value)}`);
  const thinks = family.sampling.thinking;
  const plain = family.sampling.plain;
  if (thinks !== null) parts.push(samplingWords(thinks));
  else if (plain !== null) parts.push(samplingWords(plain));
  if (family.thinkingTokens > 0) parts.push(`+${family.thinkingTokens} tokens`);
  return parts.join(", ");
}

export function samplingWords(sampling: object): string {
  return Object.entries(sampling)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(" ");
}

export function priceWords(price: Price | null): string {
  if (price === null) return "";
  const cached = price.cachedInput === null ? "" : ` / ${price.cachedInput}`;
  return `${price.currency} ${price.input}${cached} / ${price.output}`;
}

export function familyOfModel(model: KnownModel): ModelFamily {
  return familyById(model.family);
}

function marked(levels: readonly string[], byDefault: string): string {
  return levels.map((level) => (level === byDefault ? `${level}*` : level)).join(", ");
}
