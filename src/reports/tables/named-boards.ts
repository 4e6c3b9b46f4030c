import type { ProtocolBoard } from "../../scores/leaderboard.ts";

/** The boards as readers are shown them: candidates under their display names. Files for programs keep the ids. */
export function namedBoards(
  boards: readonly ProtocolBoard[],
  names: ReadonlyMap<string, string>,
): readonly ProtocolBoard[] {
  if (names.size === 0) return boards;
  return boards.map((board) => ({
    ...board,
    candidates: board.candidates.map((candidate) => ({ ...candidate, id: names.get(candidate.id) ?? candidate.id })),
  }));
}
