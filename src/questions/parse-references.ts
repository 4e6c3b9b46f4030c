import { z } from "zod";
import { hashOf } from "../files/canonical-json.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import type { References } from "./question.ts";
import { questionIdSchema } from "./question-id.ts";

/** FastChat's answer schema; each choice is a reference, the first one for judges that show one. Empty turns occur and are for `check` to report. */
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
  const others = new Map<string, readonly (readonly string[])[]>();
  for (const { line, value } of lines) {
    if (byQuestion.has(value.question_id)) {
      problems.push(`${place}:${line}: question_id: ${value.question_id} has a reference answer already`);
    }
    const [first, ...rest] = value.choices.map(({ turns }) => turns);
    byQuestion.set(value.question_id, first ?? []);
    if (rest.length > 0) others.set(value.question_id, rest);
  }
  return { references: referencesOf(name, byQuestion, others), problems };
}

/** References under a name, with the hash that tells them from any others. */
export function referencesOf(
  name: string,
  byQuestion: References["byQuestion"],
  others: NonNullable<References["others"]> = new Map(),
): References {
  return { name, byQuestion, ...(others.size === 0 ? {} : { others }), hash: referencesHash(byQuestion, others) };
}

/** sha256 over ids and texts, whatever the order of the file. */
function referencesHash(byQuestion: References["byQuestion"], others: NonNullable<References["others"]>): string {
  const inOrder = [...byQuestion].sort(([a], [b]) => (a < b ? -1 : 1));
  return hashOf(inOrder.map(([id, turns]) => [id, turns, ...(others.get(id) ?? [])]));
}
