import { hashOf } from "../files/canonical-json.ts";
import { orderCategories } from "../questions/order-categories.ts";
import { questionsHash } from "../questions/questions-hash.ts";
import type { Launch, PlannedQuestion } from "../results/manifest.ts";
import type { ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { collectCells } from "./cells.ts";
import { memberScores } from "./member-scores.ts";
import { type CandidateScores, scoreCandidate } from "./score-candidate.ts";

/** What was asked under one protocol. */
export interface BoardQuestions {
  readonly set: string;
  readonly title: string;
  readonly language: string;
  /** sha256 over the questions' hashes; a subset of a set has another one. */
  readonly hash: string;
  readonly count: number;
  /** All questions of the set, not a part of them. */
  readonly whole: boolean;
  /** In the order in which tables show them, only those that were asked. */
  readonly categories: readonly string[];
}

/** One candidate's folder under one of its rating procedures. */
export interface ScoredFolder {
  /** The protocol key: scores with equal keys may be compared. */
  readonly key: string;
  readonly procedure: ProcedureRecord;
  readonly questions: BoardQuestions;
  readonly scores: CandidateScores;
}

/** Scores a folder under every procedure that it was rated by. */
export function scoreFolder(record: RunRecord): ScoredFolder[] {
  return proceduresOf(record).map(({ launch, procedure }) => {
    const set = collectCells(record, procedure.hash);
    const questions = boardQuestions(set.questions, launch);
    const members = memberScores(set.cells, set.questions, procedure);
    const scores = { ...scoreCandidate(record, set, procedure), ...(members === null ? {} : { members }) };
    return { key: protocolKey(procedure.hash, questions.hash), procedure, questions, scores };
  });
}

/** The same without answers and judgments: what tables need, in a hundredth of the memory. */
export function withoutTexts(folder: ScoredFolder): ScoredFolder {
  const cells = folder.scores.cells.map((cell) => ({ ...cell, answers: [], judgments: [] }));
  return { ...folder, scores: { ...folder.scores, cells } };
}

/** Comparable means: equal protocol keys. */
export function protocolKey(procedureHash: string, questions: string): string {
  return hashOf({ procedure: procedureHash, questions });
}

/** The rating procedures of a folder, each with its last launch; those of matches give no ratings. */
export function proceduresOf(record: Pick<RunRecord, "launches">): { launch: Launch; procedure: ProcedureRecord }[] {
  const found = new Map<string, { launch: Launch; procedure: ProcedureRecord }>();
  for (const launch of record.launches) {
    if (launch.procedure?.kind === "ratings") found.set(launch.procedure.hash, { launch, procedure: launch.procedure });
  }
  return [...found.values()];
}

function boardQuestions(questions: readonly PlannedQuestion[], launch: Launch): BoardQuestions {
  const { id, title, language, categories, size } = launch.questionSet;
  return {
    set: id,
    title,
    language,
    hash: questionsHash(questions),
    count: questions.length,
    whole: questions.length === size,
    categories: orderCategories(
      questions.map(({ category }) => category),
      categories,
    ),
  };
}
