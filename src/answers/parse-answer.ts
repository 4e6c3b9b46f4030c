import {
  isCount,
  isNumber,
  isNumberOrNull,
  isObjectOf,
  isPlainObject,
  isText,
  isTextOrNull,
} from "../files/plain-shape.ts";
import { type AnswerRecord, answerRecordSchema } from "./answer.ts";

/**
 * A record from a journal's line. The shape that we write ourselves is recognised by hand, which takes a tenth of the
 * schema's time; anything else goes to the schema, which has the last word.
 *
 * @throws z.ZodError when it is no answer record.
 */
export function parseAnswer(value: unknown): AnswerRecord {
  return isUsualAnswer(value) ? value : answerRecordSchema.parse(value);
}

function isUsualAnswer(value: unknown): value is AnswerRecord {
  if (!isObjectOf(value, 11)) return false;
  const { outcome, measures } = value;
  return (
    isText(value.key) &&
    isText(value.rules) &&
    isText(value.questionId) &&
    isText(value.questionHash) &&
    isText(value.category) &&
    isCount(value.turn, 1) &&
    isCount(value.trial, 1) &&
    isObjectOf(outcome, 4) &&
    outcome.status === "answered" &&
    isText(outcome.text) &&
    isTextOrNull(outcome.reasoning) &&
    typeof outcome.truncated === "boolean" &&
    isSent(value.sent) &&
    isUsualCall(value.call) &&
    isObjectOf(measures, 2) &&
    isNumber(measures.characters) &&
    isNumberOrNull(measures.japaneseRatio)
  );
}

/** The body of a call: any JSON object, or null. */
export function isSent(value: unknown): boolean {
  return value === null || isPlainObject(value);
}

/** A call without failed attempts, or none. */
export function isUsualCall(value: unknown): boolean {
  if (value === null) return true;
  if (!isPlainObject(value) || !isObjectOf(value, "dropped" in value ? 6 : 5)) return false;
  const { usage, timing, dropped, failedAttempts } = value;
  return (
    isTextOrNull(value.model) &&
    isTextOrNull(value.systemFingerprint) &&
    isObjectOf(usage, 4) &&
    isNumberOrNull(usage.promptTokens) &&
    isNumberOrNull(usage.completionTokens) &&
    isNumberOrNull(usage.reasoningTokens) &&
    isNumberOrNull(usage.cachedPromptTokens) &&
    isObjectOf(timing, 3) &&
    isText(timing.startedAt) &&
    isNumberOrNull(timing.firstTokenMs) &&
    isNumber(timing.totalMs) &&
    (!("dropped" in value) || (Array.isArray(dropped) && dropped.every(isText))) &&
    Array.isArray(failedAttempts) &&
    failedAttempts.length === 0
  );
}
