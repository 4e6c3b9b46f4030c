import { messageOf } from "../errors.ts";
import { didYouMean } from "../text/nearest.ts";
import type { Hardened, JudgePrompt, PromptName } from "./judge.ts";
import { parseTemplate } from "./prompt-template.ts";

/** The placeholders that each prompt may use, in FastChat's names. */
const known = {
  "single-v1": ["question", "answer"],
  "single-math-v1": ["question", "answer", "ref_answer_1"],
  "single-v1-multi-turn": ["question_1", "question_2", "answer_1", "answer_2"],
  "single-math-v1-multi-turn": ["question_1", "question_2", "answer_1", "answer_2", "ref_answer_1", "ref_answer_2"],
} as const satisfies Record<PromptName, readonly string[]>;

/** Without these a prompt would rate something that the judge cannot see. */
const needed = {
  "single-v1": ["question", "answer"],
  "single-math-v1": ["question", "answer", "ref_answer_1"],
  "single-v1-multi-turn": ["question_2", "answer_2"],
  "single-math-v1-multi-turn": ["question_2", "answer_2", "ref_answer_2"],
} as const satisfies Record<PromptName, readonly string[]>;

/** What is wrong with a prompt, as `single-v1: <what was expected>`; a hardened judge's prompts must hold `{nonce}`. */
export function promptProblems(prompt: JudgePrompt, hardened: Hardened): string[] {
  let names: readonly string[];
  try {
    names = parseTemplate(prompt.template).names;
  } catch (error) {
    return [`${prompt.name}: ${messageOf(error)}`];
  }
  const allowed: readonly string[] = hardened ? [...known[prompt.name], "nonce"] : known[prompt.name];
  const required: readonly string[] = hardened ? [...needed[prompt.name], "nonce"] : needed[prompt.name];
  const problems: string[] = [];
  for (const name of new Set(names)) {
    if (allowed.includes(name)) continue;
    const hint = name === "nonce" ? "only a judge with `hardened: true` has one" : didYouMean(name, allowed);
    problems.push(
      `${prompt.name}: unknown placeholder {${name}} (known: ${allowed.join(", ")})${hint === "" ? "" : `; ${hint}`}`,
    );
  }
  for (const name of required) {
    if (!names.includes(name)) problems.push(`${prompt.name}: expected the placeholder {${name}}`);
  }
  return problems;
}
