import { basename } from "node:path";
import { InputError } from "../errors.ts";
import { readTextIfThere } from "../files/read-text.ts";
import { promptProblems } from "./check-prompt.ts";
import type { Judge } from "./judge.ts";
import { missingPairs } from "./missing-prompts.ts";
import { pairPromptsOf, parseFastChatPairs } from "./read-pair-prompts.ts";
import { parseFastChatPrompts } from "./read-prompts.ts";
import { usualBounds } from "./scale.ts";

const categoriesWithReference = ["math", "reasoning", "coding"] as const;

/**
 * A judge from FastChat's `judge_prompts.jsonl` alone. What FastChat fixes in its code (categories with a reference,
 * temperature 0, 2048 tokens for the judge, 1024 for an answer) is taken from there; the rating is read by our own parser.
 */
export async function judgeFromFastChatPrompts(
  path: string,
  options: { readonly references?: string; readonly model?: string } = {},
): Promise<Judge> {
  const text = await readTextIfThere(path, path);
  if (text === null) throw new InputError(`cannot read ${path}: no such file`);
  const prompts = parseFastChatPrompts(text, path);
  const problems = [
    ...Object.values(prompts).flatMap((prompt) => (prompt === undefined ? [] : promptProblems(prompt, false))),
    ...missingPairs(prompts, categoriesWithReference, false),
  ].map((problem) => `${path}: ${problem}`);
  if (problems.length > 0) throw new InputError(`${path} is not a file of judge prompts`, { problems });
  const id = basename(path).replace(/\.jsonl$/, "");
  const pairs = parseFastChatPairs(text, path, {});
  const hasPairs = [...pairs.bySteps.values()].some((found) => found.length > 0);
  return {
    id,
    title: `Prompts of ${basename(path)}`,
    strict: false,
    hardened: false,
    prompts,
    scale: { ...usualBounds, fractions: "keep" },
    extraction: "mtbench",
    retryUnrated: { kind: "none" },
    references: { name: options.references ?? null, categories: categoriesWithReference },
    model: options.model ?? "gpt-4",
    sampling: { temperature: 0, maxTokens: 2048, fields: {} },
    answering: { systemPrompt: null, sampling: "set", maxAnswerTokens: 1024, trials: 1, historyCharacters: null },
    ...(hasPairs
      ? {
          pairPrompts: pairPromptsOf(pairs, {
            judge: id,
            hardened: false,
            categories: categoriesWithReference,
            steps: 3,
            extraction: "fastchat-pair",
            retryUnrated: () => ({ kind: "none" }),
          }),
        }
      : {}),
  };
}
