import { isScalar, parseDocument, Scalar, visit } from "yaml";
import { z } from "zod";
import { InputError } from "../errors.ts";
import { checkShape, problemLine } from "../text/check-shape.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { parseYaml } from "../text/parse-yaml.ts";
import { type JudgePrompt, type PromptName, promptNames } from "./judge.ts";

export type PromptSet = Readonly<Partial<Record<PromptName, JudgePrompt>>>;

const ownPrompt = z.strictObject({ system: z.string().nullable(), template: z.string().min(1) });

const ownPrompts = z
  .strictObject({
    "single-v1": ownPrompt.optional(),
    "single-math-v1": ownPrompt.optional(),
    "single-v1-multi-turn": ownPrompt.optional(),
    "single-math-v1-multi-turn": ownPrompt.optional(),
    /** Asks for the rating alone, after a reply that held none. */
    "rating-only": z.string().min(1).optional(),
  })
  .refine((prompts) => promptNames.some((name) => prompts[name] !== undefined), {
    message: `expected at least one of ${promptNames.join(", ")}`,
  });

/** Our own form, `prompts.yaml`: by name `system` (or null) and `template`; `rating-only` besides. */
export function parseOwnPrompts(text: string, place: string): { prompts: PromptSet; ratingOnly: string | null } {
  const file = parseYaml(text, ownPrompts, place);
  const list: JudgePrompt[] = [];
  for (const name of promptNames) {
    const prompt = file[name];
    if (prompt !== undefined) list.push({ name, system: prompt.system, template: prompt.template });
  }
  return { prompts: byName(list), ratingOnly: file["rating-only"] ?? null };
}

const fastChatPrompt = z.object({
  name: z.string(),
  type: z.string(),
  system_prompt: z.string(),
  prompt_template: z.string(),
});

/**
 * FastChat's `judge_prompts.jsonl`. Pairwise prompts and names that rate no turn are passed over; of two lines with one
 * name the last wins, as in FastChat. An empty system prompt means that no system message is sent, again as there.
 */
export function parseFastChatPrompts(text: string, place: string): PromptSet {
  const { lines, problems } = parseJsonLines(text, fastChatPrompt, place);
  if (problems.length > 0) throw new InputError(`${place} is not a file of judge prompts`, { problems });
  const list: JudgePrompt[] = [];
  for (const { value } of lines) {
    const name = promptNames.find((known) => known === value.name);
    if (name === undefined || value.type !== "single") continue;
    list.push({
      name,
      system: value.system_prompt === "" ? null : value.system_prompt,
      template: value.prompt_template,
    });
  }
  if (list.length === 0) {
    throw new InputError(`${place} is not a file of judge prompts`, {
      problems: [`${place}: expected lines of type "single" named ${promptNames.join(", ")}`],
    });
  }
  return byName(list);
}

const llmJpPrompt = z.object({ prompt_template: z.string(), system_prompt: z.string().nullable() });

/** llm-jp-judge's `mt_bench_*_prompt_*.yaml`. */
export function parseLlmJpPrompts(text: string, place: string): PromptSet {
  const checked = checkShape(z.record(z.string(), llmJpPrompt), parseAsPyYaml(text, place));
  if (!checked.ok) {
    const problems = checked.problems.map((problem) => problemLine(place, problem));
    throw new InputError(`${place} is not a file of judge prompts`, { problems });
  }
  const list: JudgePrompt[] = [];
  for (const name of promptNames) {
    const prompt = checked.value[name];
    if (prompt === undefined) continue;
    list.push({ name, system: prompt.system_prompt, template: prompt.prompt_template });
  }
  return byName(list);
}

/**
 * YAML as PyYAML reads it, which upstream uses. The two differ in one point that matters: where a file ends inside a block
 * scalar without a line feed, PyYAML adds none, whatever the scalar's chomping says. llm-jp-judge's prompt files end so.
 */
export function parseAsPyYaml(text: string, place: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => `${place}: ${error.message}`);
    throw new InputError(`${place} is not valid YAML`, { problems });
  }
  if (!text.endsWith("\n")) {
    visit(document, {
      Scalar(_, node) {
        const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
        const last = node.range != null && node.range[1] >= text.length;
        if (block && last && isScalar<string>(node) && typeof node.value === "string") {
          node.value = node.value.replace(/\n$/, "");
        }
      },
    });
  }
  return document.toJS();
}

function byName(list: readonly JudgePrompt[]): PromptSet {
  return Object.fromEntries(list.map((prompt) => [prompt.name, prompt]));
}
