import type { ProtocolBoard } from "../../scores/leaderboard.ts";
import type { BoardErrata } from "../../scores/without-errata.ts";
import { decimal } from "./number-text.ts";

/** That some references were wrong, and what the scores are without their turns; a sentence each. */
export function errataNotes(board: ProtocolBoard, errata: BoardErrata | undefined): string[] {
  if (errata === undefined) return [];
  const turns = errata.turns.map(({ question, turn }) => `${question}/${turn}`);
  const scores = board.candidates.flatMap(({ id, path }) => {
    const score = errata.scores.get(path);
    if (score === undefined || score.mean === null) return [];
    const { mean, low, high } = score;
    return [`${id} ${decimal(mean)}${low === null || high === null ? "" : ` [${decimal(low)}, ${decimal(high)}]`}`];
  });
  return [
    `The judge was shown a wrong reference in ${turns.length} turns: ${turns.join(", ")} (--references corrected rates with right ones).`,
    `Without them: ${scores.join(", ")}.`,
  ];
}
