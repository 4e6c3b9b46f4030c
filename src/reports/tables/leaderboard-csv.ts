import { stringify } from "csv-stringify/sync";
import { compareIds } from "../../questions/question-id.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import { formatRank } from "../../scores/rank-candidates.ts";
import type { Score } from "../../scores/score.ts";
import { escapeCsvText } from "../../text/csv-cell.ts";

/** What Excel takes as the sign that a file is UTF-8. */
export const byteOrderMark = "\ufeff";

/** One row a candidate, full precision, every protocol in one file with its key in the first column. */
export function leaderboardCsv(boards: readonly ProtocolBoard[]): string {
  const categories = [...new Set(boards.flatMap((board) => board.questions.categories))];
  const turns = turnsOf(boards);
  const rows = boards.flatMap((board) =>
    board.candidates.map((candidate) => [
      board.key,
      escapeCsvText(board.questions.set),
      board.questions.count,
      escapeCsvText(board.judge.id),
      escapeCsvText(board.judge.model),
      // A bare 1-2 becomes a date in spreadsheets.
      candidate.rank === null ? "" : `rank ${formatRank(candidate.rank)}`,
      escapeCsvText(candidate.id),
      ...scoreCells(candidate.score),
      candidate.score.rated,
      candidate.score.planned,
      candidate.withFailures.mean ?? "",
      ...turns.map((turn) => candidate.turns[turn]?.mean ?? ""),
      ...categories.map((category) => candidate.categories[category]?.mean ?? ""),
      candidate.ties === null ? "" : `ties ${candidate.ties}`,
      board.aggregate,
      ...Object.values(candidate.bootstrap ?? { low: null, high: null }).map((bound) => bound ?? ""),
      candidate.turnChange?.mean ?? "",
      // Whether an imported answer was cut is not recorded.
      candidate.origin === "import" ? "" : candidate.truncated,
      Object.values(candidate.failures).reduce((sum, count) => sum + (count ?? 0), 0),
      candidate.flagged.any,
      ...categories.flatMap((category) => {
        const score = candidate.categories[category];
        const texts = candidate.texts[category];
        return [score?.low, score?.high, texts?.characters, texts?.japaneseRatio].map((value) => value ?? "");
      }),
    ]),
  );
  const columns = [
    ..."protocol,questions,count,judge,judge_model,rank,candidate,mean,low,high,rated,planned".split(","),
    "mean_with_failures",
    ...turns.map((turn) => `turn_${turn}`),
    ...categories.map(escapeCsvText),
    ..."ties,aggregate,bootstrap_low,bootstrap_high,turn_change,truncated,failed,flagged".split(","),
    ...categories.flatMap((category) =>
      ["low", "high", "characters", "japanese_ratio"].map((name) => escapeCsvText(`${category}_${name}`)),
    ),
  ];
  return stringify([columns, ...rows]);
}

/** Two columns always, so that files of most sets have one shape; more where a set has more turns. */
function turnsOf(boards: readonly ProtocolBoard[]): string[] {
  const all = boards.flatMap(({ candidates }) => candidates.flatMap(({ turns }) => Object.keys(turns)));
  return [...new Set(["1", "2", ...all])].sort(compareIds);
}

function scoreCells(score: Score): (number | string)[] {
  return [score.mean ?? "", score.low ?? "", score.high ?? ""];
}
