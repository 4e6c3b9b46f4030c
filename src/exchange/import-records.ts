import type { AnswerOutcome, AnswerRecord } from "../answers/answer.ts";
import { hashOf } from "../files/canonical-json.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { Question } from "../questions/question.ts";
import { countCharacters, japaneseRatio } from "../text/measures.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import { importedJudge } from "./import-procedure.ts";
import type { RatingSource } from "./rating-sources.ts";
import { outcomeOfRecordedAnswer, outcomeOfRecordedJudgment, type Reader } from "./recorded-outcome.ts";

export function answerRecord(facts: {
  readonly id: string;
  readonly question: Question;
  readonly hash: string;
  readonly turn: number;
  readonly trial: number;
  /** Null: nobody recorded it, and only its ratings are known. */
  readonly text: string | null;
  readonly rules: string;
}): AnswerRecord {
  const { id, question, hash, turn, trial, text, rules } = facts;
  const outcome: AnswerOutcome =
    text === null
      ? { status: "answered", text: "", reasoning: null, truncated: false, unrecorded: true }
      : outcomeOfRecordedAnswer(text);
  return {
    // Not of the text: a later import of the same answer (with its thought, say) takes this one's place.
    key: hashOf({ kind: "imported answer", candidate: id, question: hash, turn, trial }),
    rules,
    questionId: question.id,
    questionHash: hash,
    category: question.category,
    turn,
    trial,
    outcome,
    sent: null,
    call: null,
    measures:
      outcome.status === "answered" && text !== null
        ? { characters: countCharacters(outcome.text), japaneseRatio: japaneseRatio(outcome.text) }
        : null,
  };
}

export function judgmentRecord(
  row: RecordedJudgment,
  answer: AnswerRecord,
  procedure: string,
  reading: { readonly ratings: RatingSource; readonly reader: Reader },
  earlier: readonly RecordedJudgment[],
): JudgmentRecord {
  const earlierRatings = earlier
    .map((one) => outcomeOfRecordedJudgment(one, reading.ratings, reading.reader))
    .flatMap((outcome) => (outcome.status === "rated" ? [outcome.rating] : []));
  return {
    key: hashOf({ kind: "imported judgment", procedure, answer: answer.key, repeat: row.repeat }),
    procedure,
    judge: importedJudge,
    questionId: answer.questionId,
    questionHash: answer.questionHash,
    category: answer.category,
    turn: answer.turn,
    trial: answer.trial,
    repeat: row.repeat,
    answerKey: answer.key,
    prompt: row.promptName,
    outcome: outcomeOfRecordedJudgment(row, reading.ratings, reading.reader),
    flags: [],
    asked: 1,
    // All that is known of the call; an export gives it back.
    sent: { model: row.judgeModel, userPrompt: row.userPrompt, recordedAt: row.tstamp },
    call: null,
    ...(earlierRatings.length === 0 ? {} : { earlierRatings }),
  };
}
