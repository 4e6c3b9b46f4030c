import { exactShare, type Figure, rootFigure, type ShareFigure } from "./figure.ts";
import { byQuestion, type RatedItem } from "./rated-items.ts";

/** How far the judge agrees with itself, and how often it gives no rating. */
export interface CardSteadiness {
  /** Standard deviation of one answer's repeats; points. */
  readonly spread: Figure;
  /** Repeated answers whose ratings are not all the same. */
  readonly changed: ShareFigure;
  /** Of all judgments: without a rating. */
  readonly unrated: ShareFigure;
  /** Of these: with two ratings that contradict each other. */
  readonly conflicting: ShareFigure;
  /** Judgments for which the judge was asked more than once. */
  readonly reasked: ShareFigure;
}

/** A judgment whose call failed is due again and counts nowhere. */
export function measureSteadiness(rated: readonly RatedItem[]): CardSteadiness {
  const repeated = rated.filter(({ ratings }) => ratings.length > 1);
  const judgments = rated
    .flatMap((one) => one.judgments)
    .filter(({ outcome }) => outcome.status === "rated" || outcome.reason !== "request-failed");
  const share = (of: (judgment: (typeof judgments)[number]) => boolean) =>
    exactShare(judgments.filter(of).length, judgments.length);
  return {
    spread: rootFigure(byQuestion(repeated, ({ ratings }) => varianceOf(ratings))),
    changed: exactShare(repeated.filter(({ ratings }) => new Set(ratings).size > 1).length, repeated.length),
    unrated: share(({ outcome }) => outcome.status === "unrated"),
    conflicting: share(({ outcome }) => outcome.status === "unrated" && outcome.reason === "conflicting"),
    reasked: share(({ asked }) => asked > 1),
  };
}

function varianceOf(ratings: readonly number[]): number {
  const mean = ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length;
  return ratings.reduce((sum, rating) => sum + (rating - mean) ** 2, 0) / (ratings.length - 1);
}
