import type { RatedTurn } from "../../src/agreement/rated-turn.ts";
import { type Random, randomInteger, randomNormal } from "../../src/statistics/resampling/random.ts";

const questions = 80;
const candidates = 6;
const planted = 12;

/**
 * A board of 160 turns of which twelve have a wrong reference. Four of five answers are right. Where the reference is wrong, a judge
 * follows it in each rating with its own probability and then rates right answers low; else it sees for itself. Judges differ in
 * severity, in turns and in every rating besides.
 */
export function drawDisputedTurns(
  trusts: readonly number[],
  random: Random,
): { readonly turns: RatedTurn[]; readonly wrong: ReadonlySet<string> } {
  const wrong = new Set<string>();
  while (wrong.size < planted) wrong.add(`${1 + randomInteger(random, questions)}/${1 + randomInteger(random, 2)}`);
  const severity = trusts.map(() => 0.3 * randomNormal(random));
  const turns = Array.from({ length: questions * 2 }, (_, index) => index).flatMap((index) => {
    const [question, turn] = [String(1 + (index >> 1)), 1 + (index & 1)];
    const isWrong = wrong.has(`${question}/${turn}`);
    const ofJudge = severity.map((level) => level + 0.5 * randomNormal(random));
    return Array.from({ length: candidates }, (_candidate, place): RatedTurn => {
      const right = random() < 0.8;
      const ratings = trusts.map((trust, judge): [string, number[]] => {
        const misled = isWrong && random() < trust;
        const level = right === misled ? 3 : 8.5;
        const rating = Math.round(level + (ofJudge[judge] ?? 0) + 0.8 * randomNormal(random));
        return [`judge ${judge}`, [Math.min(10, Math.max(1, rating))]];
      });
      const candidate = `candidate ${place}`;
      return {
        candidate,
        question,
        category: "math",
        turn,
        answer: `${candidate}/${index}`,
        ratings: new Map(ratings),
      };
    });
  });
  return { turns, wrong };
}
