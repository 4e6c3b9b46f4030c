import { z } from "zod";
import { hashOf } from "../files/canonical-json.ts";
import { describeValue } from "../text/check-shape.ts";
import { didYouMean } from "../text/nearest.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { type AnnotatedQuestion, checkpointSchema, constraintSchema, difficulties } from "./annotations.ts";

/** Ids are numbers or numeric strings; `7`, `"7"` and `"007"` are one id. */
export const questionIdSchema = z.unknown().transform((value, context) => {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return String(value);
  if (typeof value === "string" && /^\d+$/.test(value)) return value.replace(/^0+(?=\d)/, "");
  context.issues.push({
    code: "custom",
    message: `expected a whole number or a numeric string, got ${describeValue(value)}`,
    input: value,
  });
  return z.NEVER;
});

const turnsSchema = z
  .array(z.string().refine((text) => text.trim() !== "", "expected a text, got an empty one"))
  .transform((turns, context): readonly [string, ...string[]] => {
    const [first, ...rest] = turns;
    if (first !== undefined && rest.length <= 1) return [first, ...rest];
    context.issues.push({
      code: "custom",
      message: `expected 1 or 2 strings, got ${turns.length}`,
      input: turns,
    });
    return z.NEVER;
  });

/** Other fields (FastChat's `reference`) are allowed and not read. */
const questionRecordSchema = z.object({
  question_id: questionIdSchema,
  category: z.string().min(1),
  turns: turnsSchema,
  required_temperature: z.number().min(0).max(2).optional(),
  difficulty: z.enum(difficulties).optional(),
  checkpoints: z.array(z.array(checkpointSchema)).optional(),
  constraints: z.array(z.array(constraintSchema)).optional(),
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
  return { questions: lines.map(({ value }) => questionOf(value)), problems };
}

function recordProblems(record: QuestionRecord, categories: readonly string[]): string[] {
  const problems: string[] = [];
  if (!categories.includes(record.category)) {
    const hint = didYouMean(record.category, categories);
    problems.push(
      `category: expected one of ${categories.join(", ")}, got ${describeValue(record.category)}${hint === "" ? "" : `; ${hint}`}`,
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

function questionOf(record: QuestionRecord): AnnotatedQuestion {
  const { question_id: id, category, turns, required_temperature, difficulty, checkpoints, constraints } = record;
  return {
    id,
    category,
    turns,
    ...(required_temperature === undefined ? {} : { requiredTemperature: required_temperature }),
    ...(difficulty === undefined ? {} : { difficulty }),
    ...(checkpoints === undefined ? {} : { checkpoints }),
    ...(constraints === undefined ? {} : { constraints }),
    hash: hashOf({ id, category, turns }),
  };
}
