import { type Random, randomNormal } from "../../src/statistics/resampling/random.ts";
import { chances } from "../../src/statistics/strength/davidson.ts";
import type { Game } from "../../src/statistics/strength/game.ts";

export interface GameWorld {
  readonly name: string;
  /** Log-odds of each player; their questions' mean. */
  readonly players: readonly number[];
  /** What being shown first adds to the log-odds. */
  readonly position: number;
  /** log nu. */
  readonly logTie: number;
  /** Standard deviation of a player's own log-odds from question to question, and from turn to turn. */
  readonly question: number;
  readonly turn: number;
  /** Log-odds for the side whose covariate (a normal deviate more) is larger. */
  readonly covariate?: number;
  /** Pairs that never meet. */
  readonly apart?: (first: number, second: number) => boolean;
}

export const likeModels: Omit<GameWorld, "name"> = {
  players: [0.6, 0.2, 0, -0.8],
  position: 0.4,
  logTie: 0,
  question: 0.9,
  turn: 0.6,
};

/** Games of every pair in both orders over so many questions of two turns, in eight categories. */
export function drawGames(world: GameWorld, questions: number, random: Random): Game[] {
  const games: Game[] = [];
  const name = (player: number) => `m${player}`;
  for (let index = 0; index < questions; index++) {
    const question = `q${String(index).padStart(5, "0")}`;
    const level = world.players.map((player) => player + world.question * randomNormal(random));
    for (const turn of [1, 2]) {
      const strength = level.map((player) => player + world.turn * randomNormal(random));
      const length = level.map(() => randomNormal(random));
      for (const first of level.keys()) {
        for (const second of level.keys()) {
          if (first === second || world.apart?.(Math.min(first, second), Math.max(first, second)) === true) continue;
          const x = (length[first] ?? 0) - (length[second] ?? 0);
          const logOdds =
            (strength[first] ?? 0) - (strength[second] ?? 0) + world.position + (world.covariate ?? 0) * x;
          const chance = chances(logOdds, world.logTie);
          const drawn = random();
          const outcome = drawn < chance.first ? 1 : drawn < chance.first + chance.tie ? 0 : -1;
          const game = {
            question,
            category: `c${index % 8}`,
            turn,
            first: name(first),
            second: name(second),
            outcome,
          } as const;
          games.push(world.covariate === undefined ? game : { ...game, covariates: [x] });
        }
      }
    }
  }
  return games;
}
