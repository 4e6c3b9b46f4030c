import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A judge folder of its own: the same prompt, a rating rule and answering rules. */
export function writeJudge(
  cwd: string,
  id: string,
  { system = "null", trials = 1, max = 10, history = "null" } = {},
): void {
  mkdirSync(join(cwd, "judges", id), { recursive: true });
  const prompt = `{ system: null, template: '${id}: {question}{answer}' }`;
  const second = `{ system: null, template: '${id}: {question_1}{answer_1}{question_2}{answer_2}' }`;
  writeFileSync(join(cwd, "judges", id, "prompts.yaml"), `single-v1: ${prompt}\nsingle-v1-multi-turn: ${second}\n`);
  const lines = [
    `title: ${id}`,
    "prompts: { file: prompts.yaml }",
    `model: judge-of-${id}`,
    "sampling: { temperature: 0, maxTokens: 100 }",
    "extraction: fastchat",
    "retryUnrated: none",
    `scale: { min: 1, max: ${max}, fractions: keep }`,
    "references: { name: null, categories: [] }",
    `answering: { systemPrompt: ${system}, sampling: set, maxAnswerTokens: 100, trials: ${trials}, historyCharacters: ${history} }`,
  ];
  writeFileSync(join(cwd, "judges", id, "judge.yaml"), `${lines.join("\n")}\n`);
}
