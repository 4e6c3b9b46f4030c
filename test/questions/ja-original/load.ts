import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../src/files/package-root.ts";
import type { Checkpoint, Constraint } from "../../../src/questions/annotations.ts";
import { type Exemplar, exemplarSchema } from "../../../src/questions/load-exemplars.ts";
import { parseQuestions } from "../../../src/questions/parse-questions.ts";
import { parseReferences } from "../../../src/questions/parse-references.ts";

export type { Checkpoint, Constraint };

export interface SetQuestion {
  readonly turns: readonly string[];
  readonly references: readonly string[];
  readonly checkpoints: readonly (readonly Checkpoint[])[];
  readonly constraints: readonly (readonly Constraint[])[];
}

const folder = join(packageRoot, "questions", "ja-original");

const categories = ["writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"];

/** Text of a file of the set. */
export function readSetFile(...path: string[]): string {
  return readFileSync(join(folder, ...path), "utf8");
}

/** The questions and references of a category, by question id. */
export function loadSet(category: string): Map<number, SetQuestion> {
  const { questions, problems } = parseQuestions(readSetFile("question.jsonl"), "question.jsonl", categories);
  const { references } = parseReferences(readSetFile("references", "authors.jsonl"), "authors.jsonl", "authors");
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const set = new Map<number, SetQuestion>();
  for (const question of questions) {
    if (question.category !== category) continue;
    set.set(Number(question.id), {
      turns: question.turns,
      references: references.byQuestion.get(question.id) ?? [],
      checkpoints: question.checkpoints ?? [],
      constraints: question.constraints ?? [],
    });
  }
  return set;
}

/** The exemplars of a category, in the file's order. */
export function loadExemplarsOf(category: string): readonly Exemplar[] {
  const lines = readSetFile("exemplars", `${category}.jsonl`).trimEnd().split("\n");
  return lines.map((line) => exemplarSchema.parse(JSON.parse(line)));
}
