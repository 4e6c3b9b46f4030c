/** What is shown of the records, and what differences are taken from. */
export const shownFlags = ["config", "results", "candidates", "shownBaseline", "names"] as const;

/** Which texts go in. */
export const textFlags = ["textQuestions", "textReferences", "thoughts"] as const;

/** How figures for a paper are drawn. */
export const paperFlags = ["font", "outlines", "values"] as const;
