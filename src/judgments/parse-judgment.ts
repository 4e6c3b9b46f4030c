import { isSent, isUsualCall } from "../answers/parse-answer.ts";
import { isCount, isNumber, isObjectOf, isPlainObject, isText } from "../files/plain-shape.ts";
import { type JudgmentRecord, judgmentRecordSchema } from "./judgment.ts";
import { isPersonName } from "./rater.ts";

/**
 * A record from a journal's line, recognised by hand where it has the usual shape (parse-answer.ts says why).
 *
 * @throws z.ZodError when it is no judgment record.
 */
export function parseJudgment(value: unknown): JudgmentRecord {
  return isUsualJudgment(value) ? value : judgmentRecordSchema.parse(value);
}

function isUsualJudgment(value: unknown): value is JudgmentRecord {
  if (!isPlainObject(value) || !isObjectOf(value, "batch" in value ? 17 : 16)) return false;
  const { outcome, flags } = value;
  return (
    isText(value.key) &&
    isText(value.procedure) &&
    isText(value.judge) &&
    !isPersonName(value.judge) &&
    isText(value.questionId) &&
    isText(value.questionHash) &&
    isText(value.category) &&
    isCount(value.turn, 1) &&
    isCount(value.trial, 1) &&
    isCount(value.repeat, 1) &&
    isText(value.answerKey) &&
    isText(value.prompt) &&
    isObjectOf(outcome, 4) &&
    outcome.status === "rated" &&
    isNumber(outcome.rating) &&
    isText(outcome.method) &&
    isText(outcome.text) &&
    Array.isArray(flags) &&
    flags.every(isText) &&
    isCount(value.asked, 0) &&
    isSent(value.sent) &&
    isUsualCall(value.call) &&
    (!("batch" in value) || isText(value.batch))
  );
}
