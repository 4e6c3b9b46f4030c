import { compareFields } from "../results/compare-fields.ts";
import { type JudgeShare, judgesText, type ProcedureRecord } from "../results/procedure-record.ts";
import type { RunRecord } from "../results/run-record.ts";
import { isPracticeCandidate, practiceJudgeName } from "../servers/practice/practice-names.ts";
import type { BoardReliability } from "../statistics/agreement/board-reliability.ts";
import { groupBy } from "../statistics/group-by.ts";
import { type Proportion, shareOfValue } from "../statistics/means/proportion.ts";
import { type Aggregate, aggregates } from "./aggregates.ts";
import { rankCandidates, type Standing } from "./rank-candidates.ts";
import { reliabilityOf } from "./reliability.ts";
import { scoreLevel } from "./score.ts";
import { type CandidateScores, ratingsByQuestion, scoresBy } from "./score-candidate.ts";
import { type BoardQuestions, type ScoredFolder, scoreFolder } from "./score-folder.ts";

export interface RankedCandidate extends CandidateScores, Standing {}

/** Candidates that may be compared, because everything that gives their scores a meaning is equal. */
export interface ProtocolBoard {
  /** sha256 over the rating procedure and the questions. */
  readonly key: string;
  readonly questions: BoardQuestions;
  readonly judge: {
    readonly id: string;
    /** The judge models in words. */
    readonly model: string;
    readonly judges: readonly JudgeShare[];
  };
  readonly procedure: ProcedureRecord;
  /** Best first; candidates that are not ranked come last. */
  readonly candidates: readonly RankedCandidate[];
  /** Why this table is not one with an earlier one: the fields that differ. */
  readonly differsFrom: readonly { readonly key: string; readonly fields: readonly string[] }[];
  /** How `score`, `turns` and `categories` are averaged. Ranks, ties and intervals of differences are always ours. */
  readonly aggregate: Aggregate;
  /** Share of all ratings that are the highest of the scale. By itself it tells nothing: a mild judge may tell more pairs apart. */
  readonly top: Proportion;
  /** How well the candidates would be ordered again on other questions; null below five candidates. */
  readonly reliability: BoardReliability | null;
}

/**
 * Groups folders by protocol key and ranks inside each group. Two keys are never ranked together; `differsFrom` names
 * the fields in which they differ.
 */
export function makeLeaderboard(records: readonly RunRecord[], aggregate?: Aggregate): ProtocolBoard[] {
  return makeBoards(
    records.flatMap((record) => scoreFolder(record)),
    aggregate,
  );
}

/**
 * The same from folders that were scored one by one, so that their texts need not be in memory together. Without
 * `aggregate` every table averages as its procedure does.
 */
export function makeBoards(folders: readonly ScoredFolder[], wanted?: Aggregate): ProtocolBoard[] {
  const groups = groupBy(folders, ({ key }) => key);
  const boards: ProtocolBoard[] = [];
  for (const [key, members] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = members[0];
    if (first === undefined) continue;
    const { procedure, questions } = first;
    const aggregate = wanted ?? aggregateOf(procedure);
    const ordered = members.map((member) => member.scores).sort(byScore);
    const standings = ranksModels(procedure, ordered) ? rankCandidates(ordered, procedure.scale) : [];
    boards.push({
      key,
      questions,
      judge: { id: procedure.judge, model: judgesText(procedure.judges), judges: procedure.judges },
      procedure,
      candidates: ordered.map((scores, index) => ({
        ...scores,
        ...(aggregate === "mtbench" ? {} : scoresBy(scores.cells, aggregate, procedure.scale)),
        ...(standings[index] ?? { rank: null, ties: null, bootstrap: null }),
      })),
      differsFrom: boards.map((board) => ({ key: board.key, fields: differingFields(board, procedure, questions) })),
      aggregate,
      top: shareOfValue(ratingsByQuestion(ordered.flatMap((scores) => scores.cells)), procedure.scale.max, scoreLevel),
      reliability: reliabilityOf(ordered.map((scores) => scores.cells)),
    });
  }
  return boards;
}

/** A procedure of a board that averages in its own way says so among its fields. */
function aggregateOf({ fields }: ProcedureRecord): Aggregate {
  return aggregates.find((how) => how === fields.aggregate) ?? "mtbench";
}

/** What rules in place of a model rated ranks nobody but the controls of the demo. */
function ranksModels({ judges }: ProcedureRecord, candidates: readonly CandidateScores[]): boolean {
  const isPractice = judges.some(({ model }) => model === practiceJudgeName);
  return !isPractice || candidates.every(({ specification }) => isPracticeCandidate(specification.model));
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
