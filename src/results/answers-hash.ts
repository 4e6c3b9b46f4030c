import type { AnswerRecord } from "../answers/answer.ts";
import { hashOf } from "../files/canonical-json.ts";

/** Identifies a collection of answers without holding them: sha256 over their keys, whatever their order. */
export function answersHash(answers: Iterable<Pick<AnswerRecord, "key">>): string {
  return hashOf([...answers].map(({ key }) => key).sort());
}
