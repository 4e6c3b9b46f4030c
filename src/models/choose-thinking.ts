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

/** What of the choice somebody made: nothing stands for what was left out. */
export function thinkingOf({
  thinking,
  reasoningEffort,
  maxThinkingTokens,
  retryTruncated,
}: { readonly [Name in keyof ThinkingChoice]?: ThinkingChoice[Name] | undefined }): ThinkingChoice {
  return {
    ...(thinking === undefined ? {} : { thinking }),
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
    ...(maxThinkingTokens === undefined ? {} : { maxThinkingTokens }),
    ...(retryTruncated === undefined ? {} : { retryTruncated }),
  };
}

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
  const told = fieldsFor({ family, choice, ...options });
  const pinned = { ...family.templateArguments, ...told.templateArguments };
  const refused = told.thinks ? family.refusedWhileThinking : [];
  const wire = { ...family.wire, accepts: family.wire.accepts.filter((field) => !refused.includes(field)) };
  if (!told.thinks) refuseIdleBudget(choice, options.name);
  // Nobody knows whether an unknown model thinks.
  const mayThink = told.thinks || family.thinking.kind === "unknown";
  return {
    wire,
    sampling: told.thinks ? family.sampling.thinking : family.sampling.plain,
    thinkingTokens: mayThink ? budgetOf(family, told, choice) : 0,
    reasoningEffort: told.reasoningEffort,
    templateArguments: Object.keys(pinned).length === 0 ? null : pinned,
    fields: told.fields,
    // An unknown model may think all the same.
    retryTruncated: (choice.retryTruncated ?? false) && mayThink,
    showsThoughts: told.thinks && !["none", "hidden", "unknown"].includes(family.thoughts),
  };
}

function refuseIdleBudget({ thinking, maxThinkingTokens = 0 }: ThinkingChoice, name: string): void {
  if (thinking !== "off" || maxThinkingTokens <= 0) return;
  throw new InputError(`${name}: thinking is off, and it is to have ${maxThinkingTokens} tokens`, {
    hint: "Leave one of the two out.",
  });
}

/** A budget that the user gives is taken at its word. */
function budgetOf(family: ModelFamily, { thinks }: Told, { maxThinkingTokens }: ThinkingChoice): number {
  const usual = family.thinking.kind === "unknown" ? unknownThinkingTokens : family.thinkingTokens;
  return maxThinkingTokens ?? (thinks ? usual : 0);
}

interface Told {
  readonly thinks: boolean;
  readonly reasoningEffort: string | null;
  readonly templateArguments: Readonly<Record<string, Json>>;
  readonly fields: Readonly<Record<string, Json>>;
}

const nothing: Told = { thinks: false, reasoningEffort: null, templateArguments: {}, fields: {} };

/** A choice, and who makes it of what. */
interface Choosing {
  readonly family: ModelFamily;
  readonly choice: ThinkingChoice;
  readonly name: string;
  readonly isOwnServer: boolean;
}

type Switch<Kind extends ThinkingSwitch["kind"]> = Extract<ThinkingSwitch, { kind: Kind }>;

function fieldsFor(choosing: Choosing): Told {
  const { thinking } = choosing.family;
  switch (thinking.kind) {
    case "none":
      return neverThinking(choosing);
    case "always":
      return alwaysThinking(choosing);
    case "template-argument":
      return byTemplateArgument(thinking, choosing);
    case "effort":
      return byEffort(thinking, choosing);
    case "fields":
      return byFields(thinking, choosing);
    case "unknown":
      return byBestGuess(choosing);
    default:
      return thinking satisfies never;
  }
}

function neverThinking({ family, choice, name }: Choosing): Told {
  if (choice.thinking === "on" || choice.reasoningEffort !== undefined) throw cannot(name, family, "does not think");
  return nothing;
}

function alwaysThinking({ family, choice, name }: Choosing): Told {
  if (choice.thinking === "off") throw cannot(name, family, "always thinks");
  if (choice.reasoningEffort !== undefined) throw cannot(name, family, "has no levels of effort");
  return { ...nothing, thinks: true };
}

function byTemplateArgument(thinking: Switch<"template-argument">, { family, choice, name }: Choosing): Told {
  if (choice.reasoningEffort !== undefined) {
    throw cannot(name, family, "has no levels of effort, only --thinking on and off");
  }
  const thinks = (choice.thinking ?? thinking.byDefault) === "on";
  return { ...nothing, thinks, templateArguments: { [thinking.name]: thinks } };
}

function byEffort(thinking: Switch<"effort">, { family, choice, name, isOwnServer }: Choosing): Told {
  const level = effortOf(thinking, family, choice, name);
  const inTemplate = thinking.inTemplate === "always" || (thinking.inTemplate === "own-server" && isOwnServer);
  return {
    thinks: level !== thinking.off,
    reasoningEffort: level,
    templateArguments: inTemplate ? { reasoning_effort: level } : {},
    fields: {},
  };
}

function byFields(thinking: Switch<"fields">, { family, choice, name }: Choosing): Told {
  const { reasoningEffort: effort } = choice;
  if (effort !== undefined) {
    if (choice.thinking === "off") throw contradiction(name, effort);
    requireLevel(thinking.levels, effort, family, name);
  }
  const thinks = effort !== undefined || (choice.thinking ?? thinking.byDefault) === "on";
  return {
    thinks,
    reasoningEffort: thinks ? (effort ?? thinking.defaultLevel) : null,
    templateArguments: {},
    fields: thinks ? thinking.on : thinking.off,
  };
}

/** Nobody here knows the model: what the user wants goes out by the switches that most servers know. */
function byBestGuess({ choice, name }: Choosing): Told {
  const { reasoningEffort: effort, thinking } = choice;
  const hasEffort = effort !== undefined && effort !== "none";
  if (hasEffort && thinking === "off") throw contradiction(name, effort);
  return {
    thinks: thinking === "on" || hasEffort,
    reasoningEffort: effort ?? null,
    templateArguments: thinking === undefined ? {} : { enable_thinking: thinking === "on" },
    fields: {},
  };
}

function effortOf(thinking: Switch<"effort">, family: ModelFamily, choice: ThinkingChoice, name: string): string {
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
