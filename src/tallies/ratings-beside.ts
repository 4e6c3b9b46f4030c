import { cutToSpan } from "../judges/scale.ts";
import { pairCells, pairsOf } from "../scores/paired-cells.ts";
import { scoreLevel } from "../scores/score.ts";
import type { ScoredFolder } from "../scores/score-folder.ts";
import { pairedDifference } from "../statistics/means/paired-difference.ts";
import type { LookedTurn } from "./collect-games.ts";

/** The single ratings of the same answers to the same turns, for what a match is worth beside them. */
export interface RatingsBeside {
  readonly judge: string;
  /** Beginning of the protocol key tells it apart. */
  readonly protocol: string;
  /** `one` minus `other`, in points of the scale. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly questions: number;
  /** Ratings that went into it: one call each. */
  readonly calls: number;
  /** (difference / standard error)^2 per rating; null where the error is 0 or unknown. */
  readonly squaredTPerCall: number | null;
}

/**
 * The difference of the two candidates' ratings of the turns that were compared, under a protocol that both have: of the
 * judge that compared them where it also rated, else the last one. Null where they have none in common. Either side is what
 * `scoreFolder` makes of its record.
 */
export function ratingsBeside(
  one: readonly ScoredFolder[],
  other: readonly ScoredFolder[],
  { judge, turns }: { readonly judge: string; readonly turns: readonly Pick<LookedTurn, "questionHash" | "turn">[] },
): RatingsBeside | null {
  const theirs = new Map(other.map((scored) => [scored.key, scored]));
  const common = one.flatMap((scored): [ScoredFolder, ScoredFolder][] => {
    const same = theirs.get(scored.key);
    return same === undefined ? [] : [[scored, same]];
  });
  const chosen = common.findLast(([scored]) => scored.procedure.judge === judge) ?? common.at(-1);
  if (chosen === undefined) return null;
  const [own, its] = chosen;
  const { scale } = own.procedure;
  const compared = new Set(turns.map(({ questionHash, turn }) => `${questionHash} ${turn}`));
  const [cells, others] = [own, its].map(({ scores }) =>
    scores.cells.filter(({ questionHash, turn }) => compared.has(`${questionHash} ${turn}`)),
  );
  if (cells === undefined || others === undefined) throw new Error("two sides");
  const paired = pairCells(cells, others);
  const { difference, deviation } = pairedDifference(pairsOf(paired), scoreLevel);
  const counted = new Set(
    paired.flatMap(({ questionHash, turns }) => turns.map(({ turn }) => `${questionHash} ${turn}`)),
  );
  const calls = [...cells, ...others]
    .filter(({ questionHash, turn }) => counted.has(`${questionHash} ${turn}`))
    .reduce((sum, { ratings }) => sum + ratings.length, 0);
  const { mean, low, high, clusters: questions } = difference;
  const error = deviation === null ? null : deviation / Math.sqrt(questions);
  return {
    judge: own.procedure.judge,
    protocol: own.key,
    difference: mean,
    ...cutToSpan({ low, high }, scale),
    questions,
    calls,
    squaredTPerCall: mean === null || error === null || error === 0 ? null : (mean / error) ** 2 / calls,
  };
}
