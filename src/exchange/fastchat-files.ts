import type { Judge, JudgePrompt } from "../judges/judge.ts";
import type { QuestionSet } from "../questions/question.ts";
import { writtenId } from "../questions/question-id.ts";
import type { ExportedFile } from "./make-export.ts";

/** `question.jsonl`: the questions that were asked, as far as the set still has them. */
export function questionFile(set: QuestionSet, asked: ReadonlySet<string>): ExportedFile {
  return {
    path: "question.jsonl",
    rows: set.questions
      .filter((question) => asked.has(question.hash))
      .map(({ id, category, turns, requiredTemperature, criterion, metadata }) => ({
        question_id: writtenId(id),
        category,
        turns: [...turns],
        ...(requiredTemperature === undefined ? {} : { required_temperature: requiredTemperature }),
        ...(criterion === undefined ? {} : { criterion }),
        ...(metadata === undefined ? {} : { metadata }),
      })),
  };
}

/** `judge_prompts.jsonl`. FastChat has no prompt without a system message: an empty one stands for none. */
export function judgePromptsFile(judge: Judge, prompts: readonly JudgePrompt[], path: string): ExportedFile {
  return {
    path,
    rows: prompts.map(({ name, system, template }) => ({
      name,
      type: "single",
      system_prompt: system ?? "",
      prompt_template: template,
      description: judge.title,
      category: name.includes("math") ? "math" : "general",
      output_format: "[[rating]]",
    })),
  };
}
