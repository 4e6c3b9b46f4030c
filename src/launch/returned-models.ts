import type { AnswerRecord } from "../answers/answer.ts";

/**
 * `returned models: a (96), b (64)` where a server answered under one name by several models while a run was under way; null
 * where all answers name one, or none. In the order in which they came.
 */
export function severalModels(answers: Iterable<AnswerRecord>): string | null {
  const counts = new Map<string, number>();
  for (const { call } of answers) {
    if (call?.model != null) counts.set(call.model, (counts.get(call.model) ?? 0) + 1);
  }
  if (counts.size < 2) return null;
  return `returned models: ${[...counts].map(([model, count]) => `${model} (${count})`).join(", ")}`;
}
