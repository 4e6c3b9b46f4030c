import { type Exemplar, type ExemplarLevel, exemplarLevels } from "../../questions/load-exemplars.ts";
import type { Question } from "../../questions/question.ts";
import type { PracticeModel } from "./practice-server.ts";

/** Model names by level, best first. */
export const practiceCandidateNames = {
  strong: "practice-strong",
  flawed: "practice-flawed",
  poor: "practice-poor",
} as const satisfies Record<ExemplarLevel, string>;

/**
 * Three models of known quality, each playing the exemplars of one level. They find the question by the text of the first
 * user message and the turn by the number of user messages; to anything else they say that they cannot answer.
 */
export function practiceCandidates(
  questions: readonly Question[],
  exemplars: readonly Exemplar[],
): ReadonlyMap<string, PracticeModel> {
  const idByText = new Map(questions.map((question) => [question.turns[0], question.id]));
  return new Map(
    exemplarLevels.map((level) => {
      const answers = new Map(
        exemplars.filter((one) => one.level === level).map(({ question_id, turns }) => [question_id, turns]),
      );
      return [practiceCandidateNames[level], player(idByText, answers)];
    }),
  );
}

function player(idByText: ReadonlyMap<string, string>, answers: ReadonlyMap<string, readonly string[]>): PracticeModel {
  return (messages) => {
    const asked = messages.filter((message) => message.role === "user");
    const id = idByText.get(asked[0]?.content ?? "");
    const answer = id === undefined ? undefined : answers.get(id)?.[asked.length - 1];
    return answer ?? "この練習用の候補は、同梱の質問にだけ答えられます。";
  };
}
