/**
 * Ways of averaging ratings into one number. The first is ours; the others are those of the field, so that a published
 * number can be met exactly. Failed and unrated turns are left out by all of them, but for the ratings that an imported file has
 * of failed ones, which `fastchat` counts as its harness did.
 */
export const aggregates = ["mtbench", "pooled", "macro", "swallow", "fastchat"] as const;

export type Aggregate = (typeof aggregates)[number];

/** What each one does, for the line under a table. */
export const aggregateTitles = {
  mtbench: "mean of the rated turns, trials and judge repeats averaged inside each turn",
  pooled: "pooled: mean of all ratings, each with the same weight (llm-jp-judge)",
  macro: "macro: mean of the categories' means (Nejumi)",
  swallow: "swallow: mean of each trial over its rated turns, then mean of the trials, divided by the highest rating",
  fastchat: "fastchat: mean of all rows of both turns without a missing score (show_result.py)",
} as const satisfies Record<Aggregate, string>;
