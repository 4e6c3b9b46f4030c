import { requireAllFinite } from "../require-number.ts";

/** Two sides shown next to each other once, and which one was found better. */
export interface Game {
  /** What is drawn anew: all games of one question stand or fall together. */
  readonly question: string;
  /** Questions are resampled inside their categories. Absent: all are of one. */
  readonly category?: string;
  readonly turn: number;
  /** Ids of the sides, in the order in which they were shown. */
  readonly first: string;
  readonly second: string;
  /** 1: the one shown first is better; -1: the one shown second; 0: a tie. */
  readonly outcome: 1 | 0 | -1;
  /** Differences between the two, first minus second (length, lists, ...); the same ones in the same order in every game. */
  readonly covariates?: readonly number[];
}

/** @throws RangeError for a game of a side against itself, an outcome that is none, covariates that not every game has. */
export function requireGames(games: readonly Game[]): void {
  const covariates = games[0]?.covariates?.length ?? 0;
  const categories = new Map<string, string>();
  for (const [index, game] of games.entries()) {
    const name = `games[${index}]`;
    if (game.first === game.second) throw new RangeError(`${name}: ${JSON.stringify(game.first)} against itself`);
    if (![1, 0, -1].includes(game.outcome)) {
      throw new RangeError(`${name}.outcome: expected 1, 0 or -1, got ${game.outcome}`);
    }
    const own = game.covariates ?? [];
    if (own.length !== covariates) {
      throw new RangeError(`${name}.covariates: expected ${covariates}, as in games[0], got ${own.length}`);
    }
    requireAllFinite(own, `${name}.covariates`);
    const category = game.category ?? "";
    const before = categories.get(game.question);
    if (before !== undefined && before !== category) {
      throw new RangeError(`${name}: question ${JSON.stringify(game.question)} is in two categories`);
    }
    categories.set(game.question, category);
  }
}

/** One turn of one question between two sides, as far as it was played. */
export interface PlayedTurn {
  readonly question: string;
  readonly category: string;
  readonly turn: number;
  /** The two ids, the smaller one first. */
  readonly sides: readonly [string, string];
  /** Mean outcome for the side that was shown first, in either order; more games of one order count as their mean. */
  readonly ahead: number;
  readonly behind: number;
  readonly games: number;
}

export interface PlayedTurns {
  /** Played in both orders. */
  readonly complete: readonly PlayedTurn[];
  /** One order is missing: no place for a comparison, since the order alone decides games. */
  readonly leftOut: { readonly turns: number; readonly games: number };
}

/** Games put together turn by turn. `ahead`: with the smaller id shown first; `behind`: with the other. */
export function playedTurns(games: readonly Game[]): PlayedTurns {
  const found = new Map<string, { game: Game; sides: readonly [string, string]; orders: [number[], number[]] }>();
  for (const game of games) {
    const isAhead = game.first < game.second;
    const sides = isAhead ? ([game.first, game.second] as const) : ([game.second, game.first] as const);
    const place = JSON.stringify([game.question, game.turn, ...sides]);
    const turn = found.get(place) ?? { game, sides, orders: [[], []] };
    turn.orders[isAhead ? 0 : 1].push(game.outcome);
    found.set(place, turn);
  }
  const turns = [...found.values()];
  const isComplete = ({ orders }: (typeof turns)[number]) => orders.every((outcomes) => outcomes.length > 0);
  const halves = turns.filter((turn) => !isComplete(turn));
  const mean = (outcomes: readonly number[]) => outcomes.reduce((sum, value) => sum + value, 0) / outcomes.length;
  return {
    complete: turns.filter(isComplete).map(({ game, sides, orders: [ahead, behind] }) => ({
      question: game.question,
      category: game.category ?? "",
      turn: game.turn,
      sides,
      ahead: mean(ahead),
      behind: mean(behind),
      games: ahead.length + behind.length,
    })),
    leftOut: {
      turns: halves.length,
      games: halves.reduce((sum, { orders: [ahead, behind] }) => sum + ahead.length + behind.length, 0),
    },
  };
}
