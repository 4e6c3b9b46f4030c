import type { AnswerRecord } from "../answers/answer.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { juryRecordOf, type ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { groupBy } from "../statistics/group-by.ts";
import { ratingFrom } from "./jury-ratings.ts";
import { proceduresOf } from "./score-folder.ts";

/** An answered turn with what one rating procedure gave it. */
export interface RatedTurn {
  readonly record: RunRecord;
  readonly answer: AnswerRecord;
  /** Of this procedure alone, in the order of the judge repeats; of a jury all of its members'. */
  readonly judgments: readonly JudgmentRecord[];
  /** Of the ratings that are there, on the procedure's scale. */
  readonly mean: number;
}

/** The turns that one procedure rated lowest, the lowest first; equals stay in the order of the records. */
export interface WorstTurns {
  readonly procedure: ProcedureRecord;
  readonly turns: readonly RatedTurn[];
  /** Turns with a rating, these among them, each trial for itself. */
  readonly rated: number;
  /** Judged turns without a rating: nothing says how low they are. */
  readonly unrated: number;
  /** Further turns that are rated as low as the last of these. */
  readonly asLow: number;
}

/**
 * A table a procedure, for ratings of two are not comparable; a procedure that rated nothing has none.
 *
 * @param count how many turns at most, 1 or more
 * @param turn only this one; undefined: all
 */
export function worstTurns(records: readonly RunRecord[], count: number, turn: number | undefined): WorstTurns[] {
  const procedures = new Map(
    records.flatMap((record) => proceduresOf(record).map(({ procedure }) => [procedure.hash, procedure] as const)),
  );
  return [...procedures.values()].flatMap((procedure) => {
    const judged = records.flatMap((record) => judgedTurns(record, procedure, turn));
    const rated = judged.flatMap(({ ratings, ...one }) => {
      const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
      return ratings.length === 0 ? [] : [{ ...one, mean }];
    });
    const turns = rated.sort((a, b) => a.mean - b.mean).slice(0, count);
    const last = turns.at(-1);
    if (last === undefined) return [];
    const asLow = rated.slice(count).filter(({ mean }) => mean === last.mean).length;
    return [{ procedure, turns, rated: rated.length, unrated: judged.length - rated.length, asLow }];
  });
}

function judgedTurns(record: RunRecord, procedure: ProcedureRecord, turn: number | undefined) {
  const jury = juryRecordOf(procedure);
  const wanted = [...record.judgments.values()].filter(
    (judgment) => judgment.procedure === procedure.hash && (turn === undefined || judgment.turn === turn),
  );
  const byAnswer = groupBy(wanted, ({ answerKey }) => answerKey);
  return [...record.answers.values()].flatMap((answer) => {
    const judgments = byAnswer.get(answer.key)?.sort((a, b) => a.repeat - b.repeat);
    if (judgments === undefined) return [];
    const repeats = [...groupBy(judgments, ({ repeat }) => repeat).values()];
    const ratings = repeats.flatMap((own) => {
      const outcome = ratingFrom(own, jury);
      return outcome.status === "rated" ? [outcome.rating] : [];
    });
    return [{ record, answer, judgments, ratings }];
  });
}
