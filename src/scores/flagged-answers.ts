import type { AnswerRecord } from "../answers/answer.ts";
import { type AnswerFlag, answerFlags, flagsOf } from "../answers/answer-flags.ts";

/** Answers that one doubts to be answers. */
export interface FlaggedAnswers {
  /** Turns that were answered. */
  readonly answered: number;
  /** Of them those with any flag. */
  readonly any: number;
  /** By flag; one answer may have several. */
  readonly byFlag: Readonly<Partial<Record<AnswerFlag, number>>>;
}

/** Share of flagged answers above which a score must not be read without a look at them. */
const flaggedShare = 0.02;

export function flaggedAnswers(answers: readonly AnswerRecord[]): FlaggedAnswers {
  const byFlag: Partial<Record<AnswerFlag, number>> = {};
  let answered = 0;
  let any = 0;
  for (const answer of answers) {
    if (answer.outcome.status !== "answered") continue;
    answered += 1;
    const flags = flagsOf(answer);
    if (flags.length > 0) any += 1;
    for (const flag of flags) byFlag[flag] = (byFlag[flag] ?? 0) + 1;
  }
  return { answered, any, byFlag };
}

/** `5 of 160 answers look like no answer (3 thought-in-answer, 2 template-leak)`; null below the share that is warned of. */
export function flaggedWarning({ answered, any, byFlag }: FlaggedAnswers): string | null {
  if (answered === 0 || any / answered <= flaggedShare) return null;
  return `${any} of ${answered} answers look like no whole answer (${flagWords(byFlag)})`;
}

/** `3 thought-in-answer, 2 template-leak`, in the order of the list. */
export function flagWords(byFlag: FlaggedAnswers["byFlag"]): string {
  return answerFlags.flatMap((flag) => (byFlag[flag] === undefined ? [] : [`${byFlag[flag]} ${flag}`])).join(", ");
}
