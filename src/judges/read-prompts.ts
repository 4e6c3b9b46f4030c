import { z } from "zod";
import { InputError } from "../errors.ts";
import { parseDataFile } from "../sources/parse-data-file.ts";
import { checkShape, problemLine } from "../text/check-shape.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { editPrompts, type RawPrompt } from "./edit-prompts.ts";
import { type JudgePrompt, type PromptName, promptNames } from "./judge.ts";
import { type LaterTurns, type PromptEdit, standardNames } from "./judge-file.ts";

export type PromptSet = Readonly<Partial<Record<PromptName, JudgePrompt>>>;

/** A judge's own choice of prompts beyond FastChat's four: names in its file, and what its placeholders stand for. */
export interface PromptChoice {
  /** By FastChat's name the name in the file, where it has another. */
  readonly promptNames?: Readonly<Partial<Record<(typeof standardNames)[number], string>>>;
  readonly laterTurns?: LaterTurns | undefined;
  readonly placeholders?: Readonly<Record<string, string>>;
  /** What upstream's code has otherwise than the file, and the hashes of what comes out. */
  readonly edits?: readonly PromptEdit[];
  readonly hashes?: Readonly<Record<string, string>>;
}

/** How FastChat's own prompts for two turns show an earlier one. */
const usualConversationTurn = "### User:\n{question}\n\n### Assistant:\n{answer}";

const ownPrompt = z.strictObject({ system: z.string().nullable(), template: z.string().min(1) });

/** Our own form, `prompts.yaml`: by name `system` (or null) and `template`; `rating-only` and `conversation-turn` besides. */
export async function parseOwnPrompts(
  text: string,
  place: string,
  choice: PromptChoice = {},
): Promise<{ prompts: PromptSet; ratingOnly: string | null }> {
  const names = [
    ...new Set([...standardNames.map((name) => choice.promptNames?.[name] ?? name), ...laterNames(choice)]),
  ];
  const schema = z
    .strictObject({
      ...Object.fromEntries(names.map((name) => [name, ownPrompt.optional()])),
      /** Asks for the rating alone, after a reply that held none. */
      "rating-only": z.string().min(1).optional(),
      /** One earlier turn as `{conversation}` shows it. */
      "conversation-turn": z.string().min(1).optional(),
    })
    .refine((prompts) => Object.keys(prompts).some((name) => names.includes(name)), {
      message: `expected at least one of ${standardNames.join(", ")}`,
    });
  const file = await parseDataFile(text, schema, place);
  const raw = new Map<string, RawPrompt>();
  for (const name of names) {
    const prompt = ownPrompt.safeParse(Object.entries(file).find(([key]) => key === name)?.[1]);
    if (prompt.success) raw.set(name, prompt.data);
  }
  const conversationTurn = file["conversation-turn"] ?? usualConversationTurn;
  return { prompts: promptSet(raw, choice, conversationTurn, place), ratingOnly: file["rating-only"] ?? null };
}

/** One line of FastChat's `judge_prompts.jsonl`. */
export const fastChatPrompt = z.object({
  name: z.string(),
  type: z.string(),
  system_prompt: z.string(),
  prompt_template: z.string(),
});

/**
 * FastChat's `judge_prompts.jsonl`. Pairwise prompts and names that rate no turn are passed over; of two lines with one
 * name the last wins, as in FastChat. An empty system prompt means that no system message is sent, again as there.
 */
export function parseFastChatPrompts(text: string, place: string, choice: PromptChoice = {}): PromptSet {
  const { lines, problems } = parseJsonLines(text, fastChatPrompt, place);
  if (problems.length > 0) throw new InputError(`${place} is not a file of judge prompts`, { problems });
  const raw = new Map<string, RawPrompt>();
  for (const { value } of lines) {
    if (value.type !== "single") continue;
    raw.set(value.name, {
      system: value.system_prompt === "" ? null : value.system_prompt,
      template: value.prompt_template,
    });
  }
  const prompts = promptSet(raw, choice, usualConversationTurn, place);
  if (Object.keys(prompts).length === 0) {
    throw new InputError(`${place} is not a file of judge prompts`, {
      problems: [`${place}: expected lines of type "single" named ${standardNames.join(", ")}`],
    });
  }
  return prompts;
}

const llmJpPrompt = z.object({ prompt_template: z.string(), system_prompt: z.string().nullable() });

/** llm-jp-judge's `mt_bench_*_prompt_*.yaml`. */
export async function parseLlmJpPrompts(text: string, place: string, choice: PromptChoice = {}): Promise<PromptSet> {
  const { parseAsPyYaml } = await import("./parse-as-py-yaml.ts");
  const checked = checkShape(z.record(z.string(), llmJpPrompt), parseAsPyYaml(text, place));
  if (!checked.ok) {
    const problems = checked.problems.map((problem) => problemLine(place, problem));
    throw new InputError(`${place} is not a file of judge prompts`, { problems });
  }
  const raw = Object.entries(checked.value).map(
    ([name, { system_prompt: system, prompt_template: template }]) => [name, { system, template }] as const,
  );
  return promptSet(new Map(raw), choice, usualConversationTurn, place);
}

function laterNames({ laterTurns }: PromptChoice): string[] {
  return [laterTurns?.plain, laterTurns?.withReference].filter((name) => name !== undefined);
}

/** The prompts by what they rate. Those for later turns may be any of the file's, also one of the four. */
export function promptSet(
  found: ReadonlyMap<string, RawPrompt>,
  { promptNames: called = {}, laterTurns, placeholders = {}, edits = [], hashes = {} }: PromptChoice,
  conversationTurn: string,
  place: string,
): PromptSet {
  const raw = editPrompts(found, { edits, hashes }, place);
  const nameInFile = {
    "single-v1": called["single-v1"] ?? "single-v1",
    "single-math-v1": called["single-math-v1"] ?? "single-math-v1",
    "single-v1-multi-turn": called["single-v1-multi-turn"] ?? "single-v1-multi-turn",
    "single-math-v1-multi-turn": called["single-math-v1-multi-turn"] ?? "single-math-v1-multi-turn",
    "later-turns": laterTurns?.plain,
    "math-later-turns": laterTurns?.withReference,
  } as const satisfies Record<PromptName, string | undefined>;
  const list = promptNames.flatMap((name): JudgePrompt[] => {
    const prompt = raw.get(nameInFile[name] ?? "");
    if (prompt === undefined) return [];
    const isLater = name === "later-turns" || name === "math-later-turns";
    return [
      {
        name,
        system: prompt.system,
        template: prompt.template,
        ...(Object.keys(placeholders).length === 0 ? {} : { placeholders }),
        ...(isLater ? { conversationTurn } : {}),
      },
    ];
  });
  return Object.fromEntries(list.map((prompt) => [prompt.name, prompt]));
}
