import { hashOf } from "../files/canonical-json.ts";
import type { Question } from "./question.ts";

/** Identifies what is asked: sha256 over the questions' hashes, whatever their order. */
export function questionsHash(questions: readonly Pick<Question, "hash">[]): string {
  return hashOf(questions.map((question) => question.hash).sort());
}
