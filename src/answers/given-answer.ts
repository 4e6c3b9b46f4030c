import type { Question } from "../questions/question.ts";
import type { AnswerRecord } from "./answer.ts";

/** The record of a text that nobody was asked for: of known quality, or one that stands in for what is not there yet. */
export function givenAnswer({
  key,
  rules,
  question,
  turn,
  trial,
  text,
}: {
  readonly key: string;
  readonly rules: string;
  readonly question: Question;
  /** Both 1-based. */
  readonly turn: number;
  readonly trial: number;
  readonly text: string;
}): AnswerRecord {
  return {
    key,
    rules,
    questionId: question.id,
    questionHash: question.hash,
    category: question.category,
    turn,
    trial,
    outcome: { status: "answered", text, reasoning: null, truncated: false },
    sent: null,
    call: null,
    measures: null,
  };
}
