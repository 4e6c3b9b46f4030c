import { z } from "zod";
import { InputError } from "../errors.ts";
import type { Json } from "../files/canonical-json.ts";
import { nearestHint } from "../text/nearest.ts";
import type { Sampling, Wire } from "./candidate.ts";
import type { ModelFamily, ThinkingSwitch } from "./catalogue-entry.ts";

/** What the user wants of a model's thinking; what is left out is the family's to choose. */
export const thinkingChoiceSchema = z.strictObject({
  thinking: z.enum(["on", "off"]).exactOptional(),
  /** A level that the family knows, such as low, medium, high. */
  reasoningEffort: z.string().min(1).exactOptional(),
  /** Tokens for the thought on top of the answer's limit. */
  maxThinkingTokens: z.number().int().min(0).exactOptional(),
  /** Ask a turn that ended inside its thought once more, with twice the tokens for thinking. */
  retryTruncated: z.boolean().exactOptional(),
});

export type ThinkingChoice = z.infer<typeof thinkingChoiceSchema>;

/** What is sent for that choice. */
export interface ChosenThinking {
  readonly wire: Wire;
  readonly sampling: Sampling | null;
  readonly thinkingTokens: number;
  readonly reasoningEffort: string | null;
  readonly templateArguments: Readonly<Record<string, Json>> | null;
  readonly fields: Readonly<Record<string, Json>>;
  readonly showsThoughts: boolean;
  readonly retryTruncated: boolean;
}

/** Budget of a model that is told to think and whose needs nobody here knows. */
const unknownThinkingTokens = 8_192;

/**
 * Turns a choice into fields of the request, by the family's own switch. A choice that the family cannot follow is refused
 * here, before anything is spent: most servers would ignore it in silence. `isOwnServer`: it hands template
 * arguments to the model's template, as llama.cpp, vLLM and SGLang do.
 *
 * @throws InputError naming `name`, the candidate.
 */
export function chooseThinking(
  family: ModelFamily,
  choice: ThinkingChoice,
  options: { readonly name: string; readonly isOwnServer: boolean },
): ChosenThinking {
  const told = fieldsFor(family, choice, options);
  const pinned = { ...family.templateArguments, ...told.templateArguments };
  const refused = told.thinks ? family.refusedWhileThinking : [];
  const wire = { ...family.wire, accepts: family.wire.accepts.filter((field) => !refused.includes(field)) };
  const budget = family.thinking.kind === "unknown" ? unknownThinkingTokens : family.thinkingTokens;
  if (!told.thinks && choice.thinking === "off" && (choice.maxThinkingTokens ?? 0) > 0) {
    throw new InputError(`${options.name}: thinking is off, and it is to have ${choice.maxThinkingTokens} tokens`, {
      hint: "Leave one of the two out.",
    });
  }
  // Nobody knows whether an unknown model thinks; a budget that the user gives it is taken at its word.
  const mayThink = told.thinks || family.thinking.kind === "unknown";
  const asked = choice.maxThinkingTokens;
  const thinkingTokens = told.thinks ? (asked ?? budget) : mayThink ? (asked ?? 0) : 0;
  return {
    wire,
    sampling: told.thinks ? family.sampling.thinking : family.sampling.plain,
    thinkingTokens,
    reasoningEffort: told.reasoningEffort,
    templateArguments: Object.keys(pinned).length === 0 ? null : pinned,
    fields: told.fields,
    // An unknown model may think all the same.
    retryTruncated: (choice.retryTruncated ?? false) && mayThink,
    showsThoughts: told.thinks && !["none", "hidden", "unknown"].includes(family.thoughts),
  };
}

interface Told {
  readonly thinks: boolean;
  readonly reasoningEffort: string | null;
  readonly templateArguments: Readonly<Record<string, Json>>;
  readonly fields: Readonly<Record<string, Json>>;
}

const nothing: Told = { thinks: false, reasoningEffort: null, templateArguments: {}, fields: {} };

function fieldsFor(
  family: ModelFamily,
  choice: ThinkingChoice,
  { name, isOwnServer }: { readonly name: string; readonly isOwnServer: boolean },
): Told {
  const { thinking } = family;
  const { reasoningEffort: effort } = choice;
  switch (thinking.kind) {
    case "none":
      if (choice.thinking === "on" || effort !== undefined) throw cannot(name, family, "does not think");
      return nothing;
    case "always":
      if (choice.thinking === "off") throw cannot(name, family, "always thinks");
      if (effort !== undefined) throw cannot(name, family, "has no levels of effort");
      return { ...nothing, thinks: true };
    case "template-argument": {
      if (effort !== undefined) throw cannot(name, family, "has no levels of effort, only --thinking on and off");
      const thinks = (choice.thinking ?? thinking.byDefault) === "on";
      return { ...nothing, thinks, templateArguments: { [thinking.name]: thinks } };
    }
    case "effort": {
      const level = effortOf(thinking, family, choice, name);
      const inTemplate = thinking.inTemplate === "always" || (thinking.inTemplate === "own-server" && isOwnServer);
      return {
        thinks: level !== thinking.off,
        reasoningEffort: level,
        templateArguments: inTemplate ? { reasoning_effort: level } : {},
        fields: {},
      };
    }
    case "fields": {
      const thinks = effort !== undefined || (choice.thinking ?? thinking.byDefault) === "on";
      if (effort !== undefined && choice.thinking === "off") throw contradiction(name, effort);
      if (effort !== undefined) requireLevel(thinking.levels, effort, family, name);
      return {
        thinks,
        reasoningEffort: thinks ? (effort ?? thinking.defaultLevel) : null,
        templateArguments: {},
        fields: thinks ? thinking.on : thinking.off,
      };
    }
    case "unknown": {
      if (effort !== undefined && effort !== "none" && choice.thinking === "off") throw contradiction(name, effort);
      return {
        thinks: choice.thinking === "on" || (effort !== undefined && effort !== "none"),
        reasoningEffort: effort ?? null,
        templateArguments: choice.thinking === undefined ? {} : { enable_thinking: choice.thinking === "on" },
        fields: {},
      };
    }
    default:
      return thinking satisfies never;
  }
}

function effortOf(
  thinking: Extract<ThinkingSwitch, { kind: "effort" }>,
  family: ModelFamily,
  choice: ThinkingChoice,
  name: string,
): string {
  const { reasoningEffort: effort } = choice;
  if (effort !== undefined) {
    requireLevel(thinking.levels, effort, family, name);
    if ((choice.thinking === "off") !== (effort === thinking.off) && choice.thinking !== undefined) {
      throw contradiction(name, effort);
    }
    return effort;
  }
  if (choice.thinking === "off") {
    if (thinking.off === null) throw cannot(name, family, `always thinks; its least effort is ${thinking.levels[0]}`);
    return thinking.off;
  }
  if (choice.thinking === "on" && thinking.byDefault === thinking.off) {
    return thinking.levels.includes("medium") ? "medium" : (thinking.levels.at(-1) ?? thinking.byDefault);
  }
  return thinking.byDefault;
}

function requireLevel(levels: readonly string[], effort: string, family: ModelFamily, name: string): void {
  if (levels.includes(effort)) return;
  if (levels.length === 0) throw cannot(name, family, "has no levels of effort");
  throw new InputError(`${name}: ${family.title} has no reasoning effort ${JSON.stringify(effort)}`, {
    hint: nearestHint(effort, levels),
  });
}

function contradiction(name: string, effort: string): InputError {
  return new InputError(`${name}: --thinking and --reasoning-effort ${effort} contradict each other`, {
    hint: "Leave one of the two out.",
  });
}

function cannot(name: string, family: ModelFamily, what: string): InputError {
  return new InputError(`${name}: ${family.title} ${what}`, {
    hint: "Leave the flag out, or name the model's real family in the configuration.",
  });
}
