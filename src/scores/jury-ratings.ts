import type { JudgmentRecord, UnratedReason } from "../judgments/judgment.ts";
import type { JuryRecord } from "../results/procedure-record.ts";

/** What became of one planned rating of an answer. */
export type RatingOutcome =
  | { readonly status: "rated"; readonly rating: number }
  | { readonly status: "unrated"; readonly reason: UnratedReason }
  /** Not asked yet, or failed on the way. */
  | { readonly status: "due" };

/**
 * One rating of one answer, from the judgments of one repeat. Of a jury whose members all rate it is their mean by their
 * shares, and there only where every one of them gave a rating; else it is the one that rated.
 */
export function ratingFrom(judgments: readonly JudgmentRecord[], jury: JuryRecord | null): RatingOutcome {
  if (jury?.design !== "every") return outcomeOf(judgments[0]);
  const members = jury.members.map(({ model, share }) => ({
    share,
    outcome: outcomeOf(judgments.find(({ judgeModel }) => judgeModel === model)),
  }));
  const missing =
    members.find(({ outcome }) => outcome.status === "due") ??
    members.find(({ outcome }) => outcome.status === "unrated");
  if (missing !== undefined) return missing.outcome;
  const rated = members.flatMap(({ share, outcome }) =>
    outcome.status === "rated" ? [{ share, rating: outcome.rating }] : [],
  );
  return { status: "rated", rating: sharedMean(rated) };
}

/** Ratings that are all the same stay exactly what they are: sums of shares may be off by a last bit. */
function sharedMean(rated: readonly { readonly share: number; readonly rating: number }[]): number {
  const [first] = rated;
  if (first !== undefined && rated.every(({ rating }) => rating === first.rating)) return first.rating;
  const whole = rated.reduce((sum, { share }) => sum + share, 0);
  return rated.reduce((sum, { share, rating }) => sum + share * rating, 0) / whole;
}

function outcomeOf(judgment: JudgmentRecord | undefined): RatingOutcome {
  if (judgment === undefined) return { status: "due" };
  const { outcome } = judgment;
  if (outcome.status === "rated") return { status: "rated", rating: outcome.rating };
  return outcome.reason === "request-failed" ? { status: "due" } : { status: "unrated", reason: outcome.reason };
}
