import type { AnswerRecord } from "../answers/answer.ts";
import { hashOf } from "../files/canonical-json.ts";
import { type Judge, promptNames } from "../judges/judge.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import type { Question, QuestionSet } from "../questions/question.ts";
import { type PlannedQuestion, type RecordedTimes, recordedTimes } from "../results/manifest.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import { groupBy } from "../statistics/group-by.ts";
import { type AnswerTexts, collectTexts, knownTexts } from "./answer-texts.ts";
import { candidateNames } from "./candidate-names.ts";
import type { RecordedAnswer } from "./fastchat-answers.ts";
import type { RecordedJudgment } from "./fastchat-judgments.ts";
import {
  importProcedure,
  importRules,
  type RatedRows,
  shownReferences,
  splitByPrompts,
  uniteReferences,
} from "./import-procedure.ts";
import { answerRecord, judgmentRecord } from "./import-records.ts";
import { type ImportReport, templatesOf } from "./import-report.ts";
import { lastComplete } from "./last-complete.ts";
import { questionHash, type Wordings, wordingsOf } from "./question-wording.ts";
import type { RatingSource } from "./rating-sources.ts";
import { ourReader, type Reader, readingOf, recordedRating } from "./recorded-outcome.ts";
import { type RecoveredPrompt, recoverTemplates } from "./recover-templates.ts";
import { refuseOtherQuestions } from "./refuse-other-questions.ts";
import { isErrorText } from "./sentinels.ts";

export interface ImportInput {
  readonly set: QuestionSet;
  readonly answers: readonly RecordedAnswer[];
  readonly judgments: readonly RecordedJudgment[];
  readonly ratings: RatingSource;
  /** Whose extraction, scale and prompts to try; null: our own extraction on the usual scale. */
  readonly judge: Judge | null;
}

/** One procedure that a candidate was rated by, as a launch names it. */
export interface ImportedProcedure {
  readonly procedure: ProcedureRecord;
  readonly questions: readonly PlannedQuestion[];
  readonly trials: number;
  readonly repeats: number;
}

export interface ImportedCandidate {
  readonly id: string;
  readonly rules: string;
  readonly answers: readonly AnswerRecord[];
  readonly judgments: readonly JudgmentRecord[];
  /** Empty where only answers are there. */
  readonly procedures: readonly ImportedProcedure[];
  readonly questions: readonly PlannedQuestion[];
  readonly trials: number;
  /** When its rows were written, by their own word; null where none says. */
  readonly recorded: RecordedTimes | null;
  readonly report: ImportReport;
}

/** Turns the rows of FastChat's files into records, by candidate in the order of the files. Writes nothing. */
export function makeImport(input: ImportInput): readonly ImportedCandidate[] {
  const names = candidateNames(input.answers, new Set(input.judgments.map((row) => row.model)));
  const answersOf = groupBy(input.answers, (row) => names.get(row) ?? row.file);
  const answerTexts = new Map<string, readonly (readonly string[])[]>();
  const droppedAnswers = new Map<string, readonly RecordedAnswer[]>();
  for (const [id, rows] of answersOf) {
    const { kept, dropped } = lastComplete(rows, (row) => row.questionId, isCompleteAnswer);
    droppedAnswers.set(id, dropped);
    for (const row of kept) answerTexts.set(`${id} ${row.questionId}`, row.choices);
  }
  const questions = new Map(input.set.questions.map((question) => [question.id, question]));
  const recovered = recoverTemplates({
    rows: input.judgments,
    knownTexts: (row) => knownTexts(row, questions.get(row.questionId), answerTexts, input.set),
    likely: (name) => {
      const known = promptNames.find((one) => one === name);
      return known === undefined ? undefined : input.judge?.prompts[known]?.template;
    },
  });
  const allWordings = wordingsOf(input.judgments, recovered);
  refuseOtherQuestions(input.set, allWordings, "these judgments");
  const judgmentsOf = groupBy(input.judgments, (row) => row.model);
  const ids = [...new Set([...judgmentsOf.keys(), ...answersOf.keys()])];
  const drafts = ids.map((id) => {
    const rows = judgmentsOf.get(id) ?? [];
    return { id, rows, parts: rows.length === 0 ? [] : splitByPrompts(rows, recovered) };
  });
  const procedures = proceduresFor(
    drafts.flatMap((draft) => draft.parts),
    recovered,
    input,
  );
  const planned = turnsPlanned(procedures);
  return drafts.map((draft) =>
    importCandidate(draft, {
      ...input,
      reader: input.judge ?? ourReader,
      questions,
      recovered,
      answerTexts,
      answersOf,
      droppedAnswers,
      procedures,
      planned,
      wordings: allWordings,
    }),
  );
}

function isCompleteAnswer(row: RecordedAnswer): boolean {
  return row.choices.every((turns) => turns.every((text) => text.trim() !== "" && !isErrorText(text)));
}

function isCompleteJudgment(row: RecordedJudgment): boolean {
  return row.score !== null && !isErrorText(row.text) && row.text.trim() !== "";
}

function proceduresFor(
  parts: readonly RatedRows[],
  recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>,
  input: ImportInput,
): ReadonlyMap<RatedRows, ProcedureRecord> {
  const reading = { ratings: input.ratings, reader: input.judge ?? ourReader };
  const procedures = new Map<RatedRows, ProcedureRecord>();
  const alike = groupBy(parts, (part) => JSON.stringify([part.judgeModel, [...part.prompts].sort()]));
  for (const group of alike.values()) {
    const references = uniteReferences(group.map((part) => shownReferences(part.rows, recovered)));
    for (const [index, part] of group.entries()) {
      procedures.set(part, importProcedure(part, references[index] ?? new Map(), reading));
    }
  }
  return procedures;
}

/** Turns by procedure and question: those that somebody recorded. Nobody was going to rate the others. */
function turnsPlanned(procedures: ReadonlyMap<RatedRows, ProcedureRecord>): Map<string, Map<string, Set<number>>> {
  const planned = new Map<string, Map<string, Set<number>>>();
  for (const [part, { hash }] of procedures) {
    const questions = planned.get(hash) ?? new Map<string, Set<number>>();
    planned.set(hash, questions);
    for (const row of part.rows) {
      questions.set(row.questionId, (questions.get(row.questionId) ?? new Set()).add(row.turn));
    }
  }
  return planned;
}

interface Context extends ImportInput {
  readonly reader: Reader;
  readonly questions: ReadonlyMap<string, Question>;
  readonly recovered: ReadonlyMap<RecordedJudgment, RecoveredPrompt>;
  readonly answerTexts: AnswerTexts;
  readonly answersOf: ReadonlyMap<string, readonly RecordedAnswer[]>;
  readonly droppedAnswers: ReadonlyMap<string, readonly RecordedAnswer[]>;
  readonly procedures: ReadonlyMap<RatedRows, ProcedureRecord>;
  readonly planned: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<number>>>;
  /** Of all candidates; stand in where a candidate has no row of its own. */
  readonly wordings: Wordings;
}

function importCandidate(
  draft: { readonly id: string; readonly rows: readonly RecordedJudgment[]; readonly parts: readonly RatedRows[] },
  context: Context,
): ImportedCandidate {
  const { id, rows } = draft;
  const { set, recovered, reader } = context;
  const rules = hashOf(importRules);
  const wordings = rows.length === 0 ? new Map() : new Map([...context.wordings, ...wordingsOf(rows, recovered)]);
  const hashes = new Map(set.questions.map((question) => [question.id, questionHash(question, wordings)]));

  const parts = draft.parts.map((part) => {
    const placed = lastComplete(part.rows, placeOf, isCompleteJudgment);
    return { ...placed, procedure: context.procedures.get(part) };
  });
  const kept = [...new Set(parts.flatMap((part) => part.kept))];
  const texts = collectTexts(id, kept, context);
  const answers = new Map<string, AnswerRecord>();
  for (const { questionId, turn, trial, text } of texts.all) {
    const question = context.questions.get(questionId);
    if (question === undefined) continue;
    const hash = hashes.get(questionId) ?? question.hash;
    answers.set(`${questionId} ${turn} ${trial}`, answerRecord({ id, question, hash, turn, trial, text, rules }));
  }
  const records = [...answers.values()];
  const asked = new Set(records.map((record) => record.questionId));
  const reworded = set.questions
    .filter((question) => asked.has(question.id) && hashes.get(question.id) !== question.hash)
    .map((question) => question.id);

  const rated = parts.flatMap(({ procedure, ...part }) => (procedure === undefined ? [] : [{ ...part, procedure }]));
  const judgments = rated.flatMap(({ kept: own, dropped: left, procedure }) =>
    own.flatMap((row) => {
      const answer = answers.get(`${row.questionId} ${row.turn} ${row.trial}`);
      if (answer === undefined) return [];
      const earlier = left.filter((one) => placeOf(one) === placeOf(row));
      return [judgmentRecord(row, answer, procedure.hash, context, earlier)];
    }),
  );
  const procedures = rated.map(
    ({ kept: own, procedure }): ImportedProcedure => ({
      procedure,
      questions: plannedQuestions(set, hashes, context.planned.get(procedure.hash) ?? new Map()),
      trials: Math.max(...own.map((row) => row.trial)),
      repeats: Math.max(...own.map((row) => row.repeat)),
    }),
  );
  const dropped = new Set(parts.flatMap((part) => part.dropped));
  for (const row of kept) dropped.delete(row);
  return {
    id,
    rules,
    answers: records,
    judgments,
    procedures,
    questions: plannedQuestions(set, hashes, turnsOfAnswers(records)),
    trials: Math.max(1, ...records.map((record) => record.trial)),
    recorded: recordedTimes([...rows, ...(context.answersOf.get(id) ?? [])]),
    report: {
      candidate: id,
      ratings: context.ratings,
      duplicateAnswers: (context.droppedAnswers.get(id) ?? []).map((row) => row.place),
      duplicateJudgments: [...dropped].map((row) => row.place),
      readingDifferences: kept.flatMap((row) => {
        const read = readingOf(row, reader);
        const { place, questionId, turn, trial } = row;
        const recorded = recordedRating(row, reader);
        return read === recorded ? [] : [{ place, questionId, turn, trial, recorded, read }];
      }),
      rewordedQuestions: reworded,
      answersFromPrompts: texts.fromPrompts,
      unrecordedAnswers: texts.all.filter(({ text }) => text === null).length,
      otherAnswerJudged: texts.otherJudged,
      ratingsOfFailures: kept
        .filter((row) => answers.get(`${row.questionId} ${row.turn} ${row.trial}`)?.outcome.status === "failed")
        .map((row) => row.place),
      unrecoveredPrompts: kept.filter((row) => (recovered.get(row)?.template ?? null) === null).map((row) => row.place),
      templates: templatesOf(kept, recovered),
    },
  };
}

function placeOf(row: RecordedJudgment): string {
  return `${row.questionId} ${row.turn} ${row.trial} ${row.repeat}`;
}

function plannedQuestions(
  set: QuestionSet,
  hashes: ReadonlyMap<string, string>,
  turnsOf: ReadonlyMap<string, ReadonlySet<number>>,
): PlannedQuestion[] {
  return set.questions.flatMap(({ id, hash, category }) => {
    const turns = [...(turnsOf.get(id) ?? [])].sort((a, b) => a - b);
    return turns.length === 0 ? [] : [{ id, hash: hashes.get(id) ?? hash, category, turns }];
  });
}

function turnsOfAnswers(answers: readonly AnswerRecord[]): Map<string, Set<number>> {
  const turns = new Map<string, Set<number>>();
  for (const { questionId, turn } of answers) turns.set(questionId, (turns.get(questionId) ?? new Set()).add(turn));
  return turns;
}
