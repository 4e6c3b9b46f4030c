/** Which rating counts: the one that we read from the judge's words, or the one that was recorded. */
export const ratingSources = ["reparsed", "recorded"] as const;
export type RatingSource = (typeof ratingSources)[number];
