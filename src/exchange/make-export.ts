import type { AnswerRecord } from "../answers/answer.ts";
import type { Json } from "../files/canonical-json.ts";
import type { JudgmentRecord } from "../judgments/judgment.ts";
import { compareIds, writtenId } from "../questions/question-id.ts";
import { juryRecordOf } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { Cell } from "../scores/cells.ts";
import { makeLeaderboard, type ProtocolBoard } from "../scores/leaderboard.ts";
import { groupBy } from "../statistics/group-by.ts";
import { fileNames, shortId } from "./export-names.ts";
import { apiError } from "./sentinels.ts";

type Row = Readonly<Record<string, Json>>;

/** A JSONL file to be written; its path is relative and holds nothing of an id but what is safe. */
export interface ExportedFile {
  readonly path: string;
  readonly rows: readonly Row[];
}

/** One question set's files: FastChat's folder of one benchmark. */
export interface ExportedSet {
  readonly set: string;
  readonly files: readonly ExportedFile[];
  /** Protocols and the judgment file that each one's ratings stand in. */
  readonly judgmentFiles: readonly { readonly board: ProtocolBoard; readonly path: string }[];
}

/** What the judge was sent about this answer; null where it is not known. */
export type PromptOf = (record: RunRecord, judgment: JudgmentRecord) => string | null;

/**
 * Answers and judgments in FastChat's form. Ratings of two protocols never share a file: where one judge model has several,
 * each gets the beginning of its key behind the judge's name (`show_result.py --judge-model gpt-4@1a2b3c4d`).
 */
export function makeExport(records: readonly RunRecord[], promptOf: PromptOf): readonly ExportedSet[] {
  const sets = groupBy(records, (record) => record.manifest.questionSet.id);
  return [...sets].map(([set, members]) => exportSet(set, members, promptOf));
}

function exportSet(set: string, records: readonly RunRecord[], promptOf: PromptOf): ExportedSet {
  const names = modelNames(records);
  const nameOf = (record: RunRecord, rules: string) =>
    names.get(`${record.path} ${rules}`) ?? record.manifest.candidate.id;
  const files = fileNames([...names.values()]);
  const answers = records.flatMap((record) =>
    [...groupBy(wholeConversations([...record.answers.values()]), (answer) => answer.rules)].map(([rules, own]) => ({
      path: `model_answer/${files.get(nameOf(record, rules))}.jsonl`,
      rows: answerRows(nameOf(record, rules), own, startOf(record)),
    })),
  );
  const boards = makeLeaderboard(records);
  const parts = boards.flatMap((board) => exportedJudges(board).map((model) => ({ board, model })));
  const judgeNames = parts.map((part) => judgeName(part, parts));
  const judgeFiles = fileNames(judgeNames);
  const byPath = new Map(records.map((record) => [record.path, record]));
  const judgments = parts.map(({ board, model }, index) => ({
    board,
    path: `model_judgment/${judgeFiles.get(judgeNames[index] ?? "")}_single.jsonl`,
    rows: board.candidates.flatMap((candidate) => {
      const record = byPath.get(candidate.path);
      if (record === undefined) throw new Error(`no record of ${candidate.path}`);
      const several = { trials: candidate.trials > 1, repeats: candidate.repeats > 1 };
      return candidate.cells.flatMap((cell) =>
        judgmentRows(cell, {
          judgeModel: model,
          isMember: juryRecordOf(board.procedure)?.design === "every",
          several,
          time: startOf(record),
          nameOf: (answer) => nameOf(record, answer.rules),
          promptOf: (judgment) => promptOf(record, judgment),
        }),
      );
    }),
  }));
  return {
    set,
    files: [...answers, ...judgments.map(({ path, rows }) => ({ path, rows }))],
    judgmentFiles: judgments.map(({ board, path }) => ({ board, path })),
  };
}

/** A candidate's id, with what tells apart several that share it (a run and an import, two rules) by `folder rules`. */
function modelNames(records: readonly RunRecord[]): Map<string, string> {
  const all = records.flatMap((record) =>
    [...new Set([...record.answers.values()].map((answer) => answer.rules))].map((rules) => ({
      place: `${record.path} ${rules}`,
      id: record.manifest.candidate.id,
      longer: `${record.manifest.candidate.id}@${record.manifest.origin}-${rules.slice(0, 8)}`,
    })),
  );
  const sharing = groupBy(all, (one) => one.id);
  return new Map(all.map(({ place, id, longer }) => [place, sharing.get(id)?.length === 1 ? id : longer]));
}

/** One file a board and judge model. */
interface ExportedJudge {
  readonly board: ProtocolBoard;
  readonly model: string;
}

/**
 * FastChat averages all rows of a file, and a file is one judge's. So a jury whose members all rate has a file for each: its own
 * ratings, means by shares where everybody gave one, stand in none. A rotating jury's ratings are one file.
 */
function exportedJudges({ judge, procedure }: ProtocolBoard): string[] {
  const jury = juryRecordOf(procedure);
  return jury?.design === "every" ? jury.members.map(({ model }) => model) : [judge.model];
}

function judgeName({ board, model }: ExportedJudge, all: readonly ExportedJudge[]): string {
  const alone = all.filter((one) => one.model === model).length === 1;
  return alone ? model : `${model}@${board.key.slice(0, 8)}`;
}

function answerRows(model: string, answers: readonly AnswerRecord[], start: number | null): Row[] {
  const questions = groupBy(answers, (answer) => answer.questionId);
  return [...questions].sort(byId).map(([id, own]) => {
    const trials = groupBy(own, (answer) => String(answer.trial));
    const choices = [...trials.values()]
      .map((turns) => [...turns].sort((a, b) => a.turn - b.turn))
      .sort(([a], [b]) => (a?.trial ?? 0) - (b?.trial ?? 0))
      .map((turns) => ({ index: (turns[0]?.trial ?? 1) - 1, turns: turns.map(textOf) }));
    return {
      question_id: writtenId(id),
      answer_id: shortId(own.map((answer) => answer.key).join(" ")),
      model_id: model,
      choices,
      ...(start === null ? {} : { tstamp: Math.max(...own.map((answer) => timeOf(answer, start))) }),
    };
  });
}

/** Without those of which an import knows ratings and no text: a row of FastChat's cannot say so. */
function wholeConversations(answers: readonly AnswerRecord[]): AnswerRecord[] {
  const placeOf = (answer: AnswerRecord) => `${answer.questionHash} ${answer.trial} ${answer.rules}`;
  const unknown = answers.filter(({ outcome }) => outcome.status === "answered" && outcome.unrecorded === true);
  const broken = new Set(unknown.map(placeOf));
  return answers.filter((answer) => !broken.has(placeOf(answer)));
}

function textOf(answer: AnswerRecord): string {
  return answer.outcome.status === "answered" ? answer.outcome.text : apiError;
}

interface JudgmentContext {
  readonly judgeModel: string;
  /** The file is one member's of a jury whose members all rate. */
  readonly isMember: boolean;
  readonly several: { readonly trials: boolean; readonly repeats: boolean };
  /** Unix seconds of a record without a time of its own. */
  readonly time: number | null;
  readonly nameOf: (answer: AnswerRecord) => string;
  readonly promptOf: (judgment: JudgmentRecord) => string | null;
}

/** A row for every judgment that counts in the cell. `choice_index` and `repeat_index` are ours; FastChat passes them over. */
function judgmentRows(cell: Cell, context: JudgmentContext): Row[] {
  const answers = new Map(cell.answers.map((answer) => [answer.key, answer]));
  return cell.judgments.flatMap((judgment) => {
    const answer = answers.get(judgment.answerKey);
    if (answer === undefined || !isOf(judgment, context)) return [];
    const { outcome } = judgment;
    const time = recordedTime(judgment) ?? (context.time === null ? null : timeOf(judgment, context.time));
    return [
      {
        question_id: writtenId(judgment.questionId),
        model: context.nameOf(answer),
        judge: [judgment.judgeModel ?? context.judgeModel, judgment.prompt],
        user_prompt: context.promptOf(judgment) ?? "",
        judgment: repliedText(outcome),
        score: outcome.status === "rated" ? outcome.rating : -1,
        turn: judgment.turn,
        ...timeField(time),
        ...(context.several.trials ? { choice_index: judgment.trial - 1 } : {}),
        ...(context.several.repeats ? { repeat_index: judgment.repeat - 1 } : {}),
      },
    ];
  });
}

/** Of a jury whose members have a file each, only the member's own. */
function isOf({ judgeModel }: JudgmentRecord, context: JudgmentContext): boolean {
  return !context.isMember || judgeModel === context.judgeModel;
}

function repliedText(outcome: JudgmentRecord["outcome"]): string {
  if (outcome.text !== null) return outcome.text;
  return outcome.status === "unrated" && outcome.reason === "request-failed" ? apiError : "";
}

function recordedTime({ sent }: JudgmentRecord): number | null {
  const time = sent?.recordedAt;
  return typeof time === "number" ? time : null;
}

function timeOf(record: Pick<AnswerRecord, "call">, start: number): number {
  return record.call === null ? start : Date.parse(record.call.timing.startedAt) / 1000;
}

function timeField(seconds: number | null): { tstamp?: number } {
  return seconds === null ? {} : { tstamp: seconds };
}

/** When the folder was made, Unix seconds; null for an import, whose day of import is no row's. */
function startOf(record: RunRecord): number | null {
  return record.manifest.origin === "import" ? null : Date.parse(record.manifest.createdAt) / 1000;
}

function byId([a]: [string, unknown], [b]: [string, unknown]): number {
  return compareIds(a, b);
}
