import type { Game } from "../../../src/statistics/strength/game.ts";

/** Words like "q1/1 a b +": question, turn, shown first, shown second, what came of it for the first. */
export function games(...words: readonly string[]): Game[] {
  return words.map((text) => {
    const [place = "", first = "", second = "", sign = ""] = text.split(" ");
    const [question = "", turn = ""] = place.split("/");
    const outcome = sign === "+" ? 1 : sign === "-" ? -1 : 0;
    return { question, turn: Number(turn), first, second, outcome };
  });
}

/** So many wins, ties and losses of the one shown first, one question each, which `questions` numbers go round. */
export function tally(
  rows: readonly (readonly [first: string, second: string, won: number, tied: number, lost: number])[],
  questions: number,
): Game[] {
  const outcomes = rows.flatMap(([first, second, won, tied, lost]) =>
    [1, 0, -1].flatMap((outcome, at) =>
      Array.from({ length: [won, tied, lost][at] ?? 0 }, () => ({ first, second, outcome: outcome as 1 | 0 | -1 })),
    ),
  );
  return outcomes.map((game, index) => ({ ...game, question: `q${index % questions}`, turn: 1 }));
}
