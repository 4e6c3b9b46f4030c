import { resolve } from "node:path";
import type { JudgeCard } from "../../cards/judge-card.ts";
import { cardOf } from "../../cards/load-cards.ts";
import { cardsIn } from "../show/leaderboard.ts";
import type { Io } from "../terminal/io.ts";

/** The results folder that a candidate's folder stands in. */
export function rootOf(candidatePath: string): string {
  return resolve(candidatePath, "..", "..");
}

/** The card of the judge that carries out a procedure, from any of these results folders; null: it has none. */
export async function judgeCardOf(
  procedure: Parameters<typeof cardOf>[1],
  roots: readonly string[],
  io: Io,
): Promise<JudgeCard | null> {
  const cards = await Promise.all([...new Set(roots)].map((root) => cardsIn(root, io)));
  return cardOf(cards.flat(), procedure);
}
