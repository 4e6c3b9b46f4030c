import { z } from "zod";
import { hashOf } from "../files/canonical-json.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { questionIdSchema } from "./parse-questions.ts";
import type { References } from "./question.ts";

/** FastChat's answer schema; the first choice is the reference. Empty turns occur and are for `check` to report. */
const referenceRecordSchema = z.object({
  question_id: questionIdSchema,
  choices: z.array(z.object({ turns: z.array(z.string()) })).min(1),
});

export interface ParsedReferences {
  readonly references: References;
  readonly problems: readonly string[];
}

export function parseReferences(text: string, place: string, name: string): ParsedReferences {
  const { lines, problems: unreadable } = parseJsonLines(text, referenceRecordSchema, place);
  const problems = [...unreadable];
  const byQuestion = new Map<string, readonly string[]>();
  for (const { line, value } of lines) {
    if (byQuestion.has(value.question_id)) {
      problems.push(`${place}:${line}: question_id: ${value.question_id} has a reference answer already`);
    }
    byQuestion.set(value.question_id, value.choices[0]?.turns ?? []);
  }
  return { references: referencesOf(name, byQuestion), problems };
}

/** References under a name, with the hash that tells them from any others. */
export function referencesOf(name: string, byQuestion: ReadonlyMap<string, readonly string[]>): References {
  return { name, byQuestion, hash: referencesHash(byQuestion) };
}

/** sha256 over ids and texts, whatever the order of the file. */
function referencesHash(byQuestion: ReadonlyMap<string, readonly string[]>): string {
  return hashOf([...byQuestion].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, turns]) => [id, turns]));
}
