import { cardOf } from "../../cards/load-cards.ts";
import type { Json } from "../../files/canonical-json.ts";
import { jsonSchema } from "../../files/json-schema.ts";
import { type PeoplesScore, scoreByPeople } from "../../people/peoples-score.ts";
import { juryRecordOf } from "../../results/procedure-record.ts";
import type { ProtocolBoard, RankedCandidate } from "../../scores/leaderboard.ts";
import type { Score } from "../../scores/score.ts";
import type { BoardErrata } from "../../scores/without-errata.ts";
import { cardSummary } from "../cards/card-notes.ts";
import type { TableOptions } from "./leaderboard-rows.ts";
import type { StandingRow } from "./standing-rows.ts";

/** The leaderboard as scripts read it. Fields are only ever added (docs/protocols.md). */
export function leaderboardJson(
  boards: readonly ProtocolBoard[],
  published: readonly StandingRow[],
  {
    linked,
    errata,
    unrated,
    cards,
    people = [],
  }: Pick<TableOptions, "linked" | "errata" | "unrated" | "cards" | "people"> = {},
): Json {
  return {
    protocols: boards.map((board) => ({
      key: board.key,
      questions: { ...board.questions, categories: [...board.questions.categories] },
      judge: { ...board.judge, ...juryJson(board) },
      procedure: board.procedure.fields,
      aggregate: board.aggregate,
      top: { ...board.top },
      reliability: board.reliability === null ? null : { ...board.reliability },
      ...(cards === undefined ? {} : { judgeCard: cardSummary(cardOf(cards, board.procedure)) }),
      differsFrom: board.differsFrom.map(({ key, fields }) => ({ key, fields: [...fields] })),
      ...errataJson(errata?.get(board.key)),
      candidates: board.candidates.map((candidate) => ({
        ...candidateJson(candidate),
        ...withoutErrata(errata?.get(board.key)?.scores.get(candidate.path)),
        ...peoplesJson(scoreByPeople(people, board.key, candidate.path)),
      })),
    })),
    ...(unrated === undefined ? {} : { unrated: unrated.map((one) => ({ ...one })) }),
    // `match` is what `comparable` was called; scripts may still read it.
    published: published.map((row) => ({ ...row, match: row.comparable })),
    ...(linked === undefined ? {} : { linked: linked.map((link) => jsonSchema.parse(link)) }),
  };
}

/** Absent where one judge model rates. */
function juryJson({ procedure }: ProtocolBoard) {
  const jury = juryRecordOf(procedure);
  return jury === null ? {} : { jury: { design: jury.design, leftOut: [...jury.leftOut] } };
}

/** What each member of a jury gave; absent where one judge model rates. */
function membersJson({ members }: RankedCandidate) {
  if (members === undefined) return {};
  return { members: members.map(({ score, ...member }) => ({ ...member, score: scoreJson(score) })) };
}

/** Turns that were rated against a wrong reference; absent where none is known. */
function errataJson(errata: BoardErrata | undefined) {
  if (errata === undefined) return {};
  return { errata: errata.turns.map(({ question, turn, right, why }) => ({ question, turn, right, why })) };
}

function withoutErrata(score: Score | undefined) {
  return score === undefined ? {} : { withoutErrata: scoreJson(score) };
}

/** What people would give to all questions; absent where nobody vouches for it. */
function peoplesJson(score: PeoplesScore | undefined) {
  if (score === undefined) return {};
  const { protocol: _, path: _path, ...people } = score;
  return { people };
}

/** One row of a leaderboard as scripts read it. Scores and intervals are in points of the judge's scale. */
export type CandidateResult = ReturnType<typeof candidateJson>;

export function candidateJson(candidate: RankedCandidate) {
  return {
    id: candidate.id,
    rank: candidate.rank === null ? null : { ...candidate.rank },
    ties: candidate.ties,
    revision: candidate.revision,
    complete: candidate.due === 0,
    score: scoreJson(candidate.score),
    withFailures: scoreJson(candidate.withFailures),
    bootstrap: candidate.bootstrap === null ? null : { ...candidate.bootstrap },
    bounds: candidate.bounds === null ? null : { ...candidate.bounds },
    turnChange: candidate.turnChange === null ? null : { ...candidate.turnChange },
    top: { ...candidate.top },
    identicalTrials: { ...candidate.identicalTrials },
    texts: Object.fromEntries(Object.entries(candidate.texts).map(([name, text]) => [name, { ...text }])),
    turns: scoresJson(candidate.turns),
    categories: scoresJson(candidate.categories),
    ...membersJson(candidate),
    unrated: candidate.unrated,
    failures: candidate.failures,
    due: candidate.due,
    // Whether an imported answer was cut is not recorded.
    truncated: candidate.origin === "import" ? null : candidate.truncated,
    flagged: { ...candidate.flagged },
    trials: candidate.trials,
    repeats: candidate.repeats,
    characters: candidate.characters,
    japaneseRatio: candidate.japaneseRatio,
    origin: candidate.origin,
    deviations: [...candidate.deviations],
    folder: candidate.path,
  };
}

function scoresJson(scores: Readonly<Record<string, Score>>): Record<string, ScoreJson> {
  return Object.fromEntries(Object.entries(scores).map(([name, score]) => [name, scoreJson(score)]));
}

type ScoreJson = Pick<Score, "mean" | "low" | "high" | "level" | "rated" | "planned">;

function scoreJson({ mean, low, high, level, rated, planned }: Score): ScoreJson {
  return { mean, low, high, level, rated, planned };
}
