import type { PublishedSource } from "../../results/published/published-scores.ts";
import type { ProtocolBoard } from "../../scores/leaderboard.ts";

/** A published score, ready to stand in or beside a table of ours. */
export type StandingRow = {
  readonly model: string;
  readonly score: number;
  /** Of the scores of its source. */
  readonly bounds: { readonly min: number; readonly max: number };
  readonly language: string;
  readonly note: string | null;
  /** `exact` joins a ranking of ours, `claimed` stands beside it, `other` is comparable with nothing here. */
  readonly comparable: "exact" | "claimed" | "other";
  /** The judge of ours that it is or claims to be rated by; null for none. */
  readonly protocol: string | null;
  readonly questionSet: string | null;
  readonly judge: string | null;
  readonly source: string;
  readonly url: string;
  readonly date: string;
};

export function standingRows(sources: readonly PublishedSource[]): StandingRow[] {
  return sources.flatMap((file) =>
    file.rows.map((row) => ({
      model: row.model,
      score: row.score,
      bounds: { ...file.bounds },
      language: row.language,
      note: row.note ?? null,
      comparable: file.standing[row.language]?.comparable ?? "other",
      protocol: file.standing[row.language]?.protocol ?? null,
      questionSet: file.questionSets[row.language] ?? null,
      judge: file.standing[row.language]?.judgeModel ?? file.judge,
      source: file.source.title,
      url: file.source.url,
      date: file.source.date,
    })),
  );
}

/**
 * The published rows that belong in or beside a board: same procedure, same question set, all of its questions. The
 * judge model must be the published one too, and the scale the same.
 */
export function rowsForBoard(board: ProtocolBoard, rows: readonly StandingRow[]): StandingRow[] {
  if (!board.questions.whole) return [];
  return rows
    .filter(
      (row) =>
        row.comparable !== "other" &&
        row.protocol === board.judge.id &&
        row.questionSet === board.questions.set &&
        row.judge === board.judge.model &&
        row.bounds.min === board.procedure.scale.min &&
        row.bounds.max === board.procedure.scale.max,
    )
    .sort((a, b) => b.score - a.score || (a.model < b.model ? -1 : 1));
}
