import { compareText } from "../resampling/strata.ts";
import type { GameRows, RowWeights } from "./davidson.ts";
import type { Game } from "./game.ts";

/** Games in the form that a fit takes, with the way back to the questions that they belong to. */
export interface PackedGames {
  readonly rows: GameRows;
  /** Ids by index, in ascending order. */
  readonly players: readonly string[];
  readonly questions: readonly { readonly id: string; readonly category: string }[];
  /** For every game its question, and its place in the weights. */
  readonly questionOf: Int32Array;
  readonly placeOf: Int32Array;
  /** What the ridge adds to the weights, in every fit alike. */
  readonly ridge: RowWeights;
  /** Root mean square of each covariate over the games: what one unit of the rows is. */
  readonly scales: readonly number[];
}

/**
 * The ridge is one pseudo-tie for every pair that was played, half of it in each order, without covariates. It weighs as one
 * game among hundreds.
 *
 * Covariates are divided by their root mean square, so that an effect is that of a usual difference; one that is 0 in every
 * game keeps the unit 1.
 */
export function packGames(given: readonly Game[], options: { readonly withCovariates: boolean }): PackedGames {
  const games = [...given].sort(inOrder);
  const covariateCount = options.withCovariates ? (games[0]?.covariates?.length ?? 0) : 0;
  const players = [...new Set(games.flatMap(({ first, second }) => [first, second]))].sort(compareText);
  const playerOf = new Map(players.map((id, index) => [id, index]));
  const categories = new Map(games.map(({ question, category }) => [question, category ?? ""]));
  const questions = [...categories].map(([id, category]) => ({ id, category })).sort((a, b) => compareText(a.id, b.id));
  const questionIndex = new Map(questions.map(({ id }, index) => [id, index]));
  const scales = Array.from({ length: covariateCount }, (_, k) => {
    const squares = games.map(({ covariates = [] }) => (covariates[k] ?? 0) ** 2).sort((a, b) => a - b);
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / games.length) || 1;
  });

  const made: { first: number; second: number; covariates: readonly number[] }[] = [];
  const rowOf = new Map<string, number>();
  const row = (first: number, second: number, covariates: readonly number[]): number => {
    const name = `${first} ${second} ${covariates.join(" ")}`;
    const found = rowOf.get(name);
    if (found !== undefined) return found;
    rowOf.set(name, made.length);
    made.push({ first, second, covariates });
    return made.length - 1;
  };
  const none = scales.map(() => 0);
  const placeOf = Int32Array.from(games, (game) => {
    const covariates = scales.map((scale, k) => (game.covariates?.[k] ?? 0) / scale);
    const at = row(playerOf.get(game.first) ?? 0, playerOf.get(game.second) ?? 0, covariates);
    return 3 * at + 1 - game.outcome;
  });
  const halfTies: number[] = [];
  for (const pair of new Set(
    made.map(({ first, second }) => `${Math.min(first, second)} ${Math.max(first, second)}`),
  )) {
    const [a = 0, b = 0] = pair.split(" ").map(Number);
    halfTies.push(row(a, b, none), row(b, a, none));
  }
  // Rows of the same two players stand together, which a fit makes use of.
  const order = made.map((_, index) => index).sort((a, b) => inPlayersOrder(made[a], made[b]) || a - b);
  const placeIn = new Int32Array(order.length);
  for (const [at, index] of order.entries()) placeIn[index] = at;
  const sorted = order.flatMap((index) => made[index] ?? []);
  const ridge = new Float64Array(3 * made.length);
  for (const at of halfTies.map((index) => placeIn[index] as number))
    ridge[3 * at + 1] = (ridge[3 * at + 1] as number) + 0.5;
  return {
    rows: {
      players: players.length,
      first: Int32Array.from(sorted, ({ first }) => first),
      second: Int32Array.from(sorted, ({ second }) => second),
      covariates: Float64Array.from(sorted.flatMap(({ covariates }) => covariates)),
      covariateCount,
    },
    players,
    questions,
    questionOf: Int32Array.from(games, ({ question }) => questionIndex.get(question) ?? 0),
    placeOf: placeOf.map((place) => 3 * (placeIn[Math.floor(place / 3)] as number) + (place % 3)),
    ridge,
    scales,
  };
}

type MadeRow = { readonly first: number; readonly second: number };

function inPlayersOrder(a: MadeRow | undefined, b: MadeRow | undefined): number {
  return (a?.first ?? 0) - (b?.first ?? 0) || (a?.second ?? 0) - (b?.second ?? 0);
}

/** The order in which games happen to be read must not show in the last digit. */
function inOrder(a: Game, b: Game): number {
  const covariates = (game: Game) => (game.covariates ?? []).join(" ");
  return (
    compareText(a.question, b.question) ||
    a.turn - b.turn ||
    compareText(a.first, b.first) ||
    compareText(a.second, b.second) ||
    a.outcome - b.outcome ||
    compareText(covariates(a), covariates(b))
  );
}

/** The weights of a fit where each question counts so many times. */
export function weightsFor(packed: PackedGames, timesOf: (question: number) => number): RowWeights {
  const { ridge, questionOf, placeOf } = packed;
  const weights = ridge.slice();
  for (let game = 0; game < placeOf.length; game++) {
    const place = placeOf[game] as number;
    weights[place] = (weights[place] as number) + timesOf(questionOf[game] as number);
  }
  return weights;
}
