import { hashOf } from "../files/canonical-json.ts";
import { questionsHash } from "../questions/questions-hash.ts";
import { compareFields } from "../results/compare-fields.ts";
import type { Launch, ProcedureRecord } from "../results/manifest.ts";
import type { RunRecord } from "../results/results-folder.ts";
import { collectCells } from "./cells.ts";
import { type RankRange, rankCandidates } from "./rank-candidates.ts";
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

export interface RankedCandidate extends CandidateScores {
  /** Null: incomplete, so not ranked. */
  readonly rank: RankRange | null;
}

/** Candidates that may be compared, because everything that gives their scores a meaning is equal. */
export interface ProtocolBoard {
  /** sha256 over the rating procedure and the questions. */
  readonly key: string;
  readonly questions: BoardQuestions;
  readonly judge: { readonly id: string; readonly model: string };
  readonly procedure: ProcedureRecord;
  /** Best first; candidates that are not ranked come last. */
  readonly candidates: readonly RankedCandidate[];
  /** Why this table is not one with an earlier one: the fields that differ. */
  readonly differsFrom: readonly { readonly key: string; readonly fields: readonly string[] }[];
}

/**
 * Groups folders by protocol key and ranks inside each group. Two keys are never ranked together; `differsFrom` names
 * the fields in which they differ.
 */
export function makeLeaderboard(records: readonly RunRecord[]): ProtocolBoard[] {
  const groups = new Map<string, { launch: Launch; procedure: ProcedureRecord; members: CandidateScores[] }>();
  const questionsOf = new Map<string, BoardQuestions>();
  for (const record of records) {
    for (const { launch, procedure } of proceduresOf(record)) {
      const questions = boardQuestions(record, launch, procedure.hash);
      const key = protocolKey(procedure.hash, questions.hash);
      questionsOf.set(key, questions);
      const group = groups.get(key) ?? { launch, procedure, members: [] };
      group.members.push(scoreCandidate(record, procedure.hash, procedure.scale.min));
      groups.set(key, group);
    }
  }
  const boards: ProtocolBoard[] = [];
  for (const [key, { procedure, members }] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const questions = questionsOf.get(key);
    if (questions === undefined) throw new Error(`no questions for protocol ${key}`);
    const ordered = [...members].sort(byScore);
    const ranks = rankCandidates(ordered, procedure.scale.min);
    boards.push({
      key,
      questions,
      judge: { id: procedure.judge, model: procedure.judgeModel },
      procedure,
      candidates: ordered.map((candidate, index) => ({ ...candidate, rank: ranks[index] ?? null })),
      differsFrom: boards.map((board) => ({ key: board.key, fields: differingFields(board, procedure, questions) })),
    });
  }
  return boards;
}

/** Comparable means: equal protocol keys. */
export function protocolKey(procedureHash: string, questions: string): string {
  return hashOf({ procedure: procedureHash, questions });
}

function proceduresOf(record: RunRecord): { launch: Launch; procedure: ProcedureRecord }[] {
  const found = new Map<string, { launch: Launch; procedure: ProcedureRecord }>();
  for (const launch of record.launches) {
    if (launch.procedure !== null) found.set(launch.procedure.hash, { launch, procedure: launch.procedure });
  }
  return [...found.values()];
}

function boardQuestions(record: RunRecord, launch: Launch, procedure: string): BoardQuestions {
  const { questions } = collectCells(record, procedure);
  const asked = new Set(questions.map((question) => question.category));
  const { id, title, language, categories, size } = launch.questionSet;
  const known = categories.filter((category) => asked.has(category));
  const others = [...asked].filter((category) => !known.includes(category)).sort();
  return {
    set: id,
    title,
    language,
    hash: questionsHash(questions),
    count: questions.length,
    whole: questions.length === size,
    categories: [...known, ...others],
  };
}

function differingFields(board: ProtocolBoard, procedure: ProcedureRecord, questions: BoardQuestions): string[] {
  const fields = compareFields(board.procedure.fields, procedure.fields).map((difference) => difference.field);
  if (board.questions.hash !== questions.hash) fields.push("questions");
  return fields;
}

/** By mean, best first, then by id; a candidate with nothing rated comes last. */
function byScore(a: CandidateScores, b: CandidateScores): number {
  const unranked = Number(a.due > 0) - Number(b.due > 0);
  if (unranked !== 0) return unranked;
  const difference = (b.score.mean ?? Number.NEGATIVE_INFINITY) - (a.score.mean ?? Number.NEGATIVE_INFINITY);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
