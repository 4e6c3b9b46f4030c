import { resolve } from "node:path";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { cardsIn } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";

/** The results folder that a candidate's folder stands in. */
export function rootOf(candidatePath: string): string {
  return resolve(candidatePath, "..", "..");
}

/** The judge cards of these results folders. */
export async function judgeCardsIn(roots: readonly string[], io: Io): Promise<readonly JudgeCard[]> {
  return (await Promise.all([...new Set(roots)].map((root) => cardsIn(root, io)))).flat();
}
