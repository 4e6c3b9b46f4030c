import { z } from "zod";
import { hashOf } from "../files/canonical-json.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { describeValue } from "../text/check-shape.ts";
import { didYouMean } from "../text/nearest.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { type AnnotatedQuestion, checkpointSchema, constraintSchema, difficulties } from "./annotations.ts";
import { questionIdSchema } from "./question-id.ts";

const turnsSchema = z
  .array(z.string().refine((text) => text.trim() !== "", "expected a text, got an empty one"))
  .transform((turns, context): readonly [string, ...string[]] => {
    const [first, ...rest] = turns;
    if (first !== undefined) return [first, ...rest];
    context.issues.push({
      code: "custom",
      message: "expected at least 1 string, got none",
      input: turns,
    });
    return z.NEVER;
  });

/** Other fields (FastChat's `reference`) are allowed and not read. */
const questionRecordSchema = z.object({
  question_id: questionIdSchema,
  /** May be left out in a set of one category. */
  category: z.string().min(1).optional(),
  turns: turnsSchema,
  required_temperature: z.number().min(0).max(2).optional(),
  difficulty: z.enum(difficulties).optional(),
  checkpoints: z.array(z.array(checkpointSchema)).optional(),
  constraints: z.array(z.array(constraintSchema)).optional(),
  criterion: z
    .string()
    .refine((text) => text.trim() !== "", "expected a text, got an empty one")
    .optional(),
  metadata: jsonObjectSchema.optional(),
});

type QuestionRecord = z.infer<typeof questionRecordSchema>;

export interface ParsedQuestions {
  readonly questions: readonly AnnotatedQuestion[];
  readonly problems: readonly string[];
}

/** Reads FastChat's `question.jsonl`. `place` names the file in problems; `categories` are the set's. */
export function parseQuestions(text: string, place: string, categories: readonly string[]): ParsedQuestions {
  const { lines, problems: unreadable } = parseJsonLines(text, questionRecordSchema, place);
  const problems = [...unreadable];
  const firstLines = new Map<string, number>();
  for (const { line, value } of lines) {
    const first = firstLines.get(value.question_id);
    if (first !== undefined) {
      problems.push(`${place}:${line}: question_id: ${value.question_id} is already used in line ${first}`);
    } else {
      firstLines.set(value.question_id, line);
    }
    problems.push(...recordProblems(value, categories).map((problem) => `${place}:${line}: ${problem}`));
  }
  if (lines.length === 0 && problems.length === 0) problems.push(`${place}: expected questions, got an empty file`);
  return { questions: lines.map(({ value }) => questionOf(value, categories)), problems };
}

function recordProblems(record: QuestionRecord, categories: readonly string[]): string[] {
  const problems: string[] = [];
  const category = record.category ?? onlyOf(categories);
  if (category === undefined) problems.push(`category: expected one of ${categories.join(", ")}, got nothing`);
  else if (!categories.includes(category)) {
    const hint = didYouMean(category, categories);
    problems.push(
      `category: expected one of ${categories.join(", ")}, got ${describeValue(category)}${hint === "" ? "" : `; ${hint}`}`,
    );
  }
  for (const field of ["checkpoints", "constraints"] as const) {
    const value = record[field];
    if (value !== undefined && value.length !== record.turns.length) {
      problems.push(`${field}: expected one list a turn (${record.turns.length}), got ${value.length}`);
    }
  }
  return problems;
}

function onlyOf(categories: readonly string[]): string | undefined {
  return categories.length === 1 ? categories[0] : undefined;
}

function questionOf(record: QuestionRecord, categories: readonly string[]): AnnotatedQuestion {
  const { question_id: id, turns, required_temperature, difficulty, checkpoints, constraints } = record;
  const { criterion, metadata } = record;
  const category = record.category ?? onlyOf(categories) ?? "";
  return {
    id,
    category,
    turns,
    ...(required_temperature === undefined ? {} : { requiredTemperature: required_temperature }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
    ...(constraints === undefined ? {} : { constraints }),
    ...(criterion === undefined ? {} : { criterion }),
    ...(metadata === undefined ? {} : { metadata }),
    hash: hashOf({ id, category, turns }),
  };
}
