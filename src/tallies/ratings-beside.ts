import type { RunRecord } from "../results/run-record.ts";
import { compareCandidates } from "../scores/compare-candidates.ts";
import { pairCells } from "../scores/paired-cells.ts";
import { type ScoredFolder, scoreFolder } from "../scores/score-folder.ts";
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
 * The difference of the two candidates' ratings of the turns that were compared, under a protocol that both have: of the judge that compared them where it also
 * rated, else the last one. Null where they have none in common.
 */
export function ratingsBeside(
  one: RunRecord,
  other: RunRecord,
  { judge, turns }: { readonly judge: string; readonly turns: readonly Pick<LookedTurn, "questionHash" | "turn">[] },
): RatingsBeside | null {
  const theirs = new Map(scoreFolder(other).map((scored) => [scored.key, scored]));
  const common = scoreFolder(one).flatMap((scored): [ScoredFolder, ScoredFolder][] => {
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
  const { overall } = compareCandidates(cells, others, { scale });
  const paired = new Set(
    pairCells(cells, others).flatMap(({ questionHash, turns }) => turns.map(({ turn }) => `${questionHash} ${turn}`)),
  );
  const calls = [...cells, ...others]
    .filter(({ questionHash, turn }) => paired.has(`${questionHash} ${turn}`))
    .reduce((sum, { ratings }) => sum + ratings.length, 0);
  const { difference, deviation, questions } = overall;
  const error = deviation === null ? null : deviation / Math.sqrt(questions);
  return {
    judge: own.procedure.judge,
    protocol: own.key,
    difference,
    low: overall.low,
    high: overall.high,
    questions,
    calls,
    squaredTPerCall: difference === null || error === null || error === 0 ? null : (difference / error) ** 2 / calls,
  };
}
