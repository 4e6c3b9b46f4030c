import type { AnswerRecord } from "../../answers/answer.ts";
import type { Chat } from "../../chat/chat.ts";
import { missingReferences } from "../../judgments/fill-prompt.ts";
import { judgeAnswer } from "../../judgments/judge-answer.ts";
import type { UnratedReason } from "../../judgments/judgment.ts";
import { ratesTurn } from "../../judgments/plan-judgment.ts";
import { type JudgeModel, procedureOf } from "../../judgments/procedure.ts";
import type { PreparedRating } from "../../launch/prepare-rating.ts";
import type { Question } from "../../questions/question.ts";
import { shorten } from "../../text/shorten.ts";
import type { Finding } from "./finding.ts";

/** Beside the point of every question, so that a judge has something to say. */
const text = "富士山です。標高は3,776メートルで、日本で一番高い山です。";

/** One judgment as the run will make it, of an answer of ours: a model that gives no rating would cost a whole night. */
export async function checkRating(
  { judge, set, references }: PreparedRating,
  judgeModel: JudgeModel,
  chat: Chat,
): Promise<Finding[]> {
  const question = set.questions.find(
    (one) => ratesTurn(judge, one, 1) && missingReferences(judge, [one], references).length === 0,
  );
  if (question === undefined) return [];
  const { hash: procedure } = procedureOf(judge, references, judgeModel, set);
  const answer = answerTo(question);
  const { outcome, call } = await judgeAnswer(
    { judge, judgeModel, references, procedure, question, answer, answers: [text], repeat: 1, seed: 0 },
    chat,
  );
  const tokens = call?.usage.completionTokens ?? null;
  const spent = tokens === null ? "" : `, in ${tokens} tokens`;
  if (outcome.status === "rated") {
    return [{ check: "rating", result: "ok", found: `${outcome.rating} for an answer of ours${spent}`, advice: "" }];
  }
  const said = outcome.text === null || outcome.text.trim() === "" ? "" : `: ${shorten(outcome.text, 80)}`;
  const found = `none (${outcome.reason}${spent})${said}`;
  return [{ check: "rating", result: "problem", found, advice: adviceFor(outcome.reason, judge.sampling.maxTokens) }];
}

function adviceFor(reason: UnratedReason, maxTokens: number | null): string {
  if (reason === "request-failed") return "See what the server logged; every judgment would fail in the same way.";
  if (reason !== "judge-truncated") return "Choose another judge model, or another procedure.";
  return `The procedure gives it ${maxTokens ?? "the server's own limit of"} tokens, thought included: choose a judge model that needs fewer.`;
}

function answerTo(question: Question): AnswerRecord {
  const { id: questionId, hash: questionHash, category } = question;
  return {
    ...{ key: "doctor", rules: "doctor", questionId, questionHash, category, turn: 1, trial: 1 },
    outcome: { status: "answered", text, reasoning: null, truncated: false },
    ...{ sent: null, call: null, measures: null },
  };
}
