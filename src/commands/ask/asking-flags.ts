/** Flags of every verb that calls models: what is tried again, and who serves files. */
export const calledFlags = ["retryFailed", "llamaServer", "llamaServerArgs"] as const;

export const placeFlags = ["config", "results"] as const;

/** How many calls at once, and how long each may be silent. */
export const paceFlags = ["maxConcurrency", "firstTokenTimeout", "idleTimeout"] as const;

export const shownFlags = ["format", "json", "events"] as const;

/** Flags of every verb that asks candidates, but for who they are and by which procedure. */
export const askingFlags = [
  "id",
  "revision",
  "apiKeyEnv",
  "questions",
  "references",
  "categories",
  "trials",
  "seed",
  "thinking",
  "reasoningEffort",
  "maxThinkingTokens",
  "maxAnswerTokens",
  "retryTruncated",
  "systemAsUser",
  "deterministic",
  "shard",
  "queue",
  ...calledFlags,
  "judgePrompts",
  ...placeFlags,
  "fresh",
  "limit",
  ...paceFlags,
  ...shownFlags,
] as const;

/** Flags of every verb that has answers rated. */
export const ratingFlags = ["judgeModel", "judgeApiKeyEnv", "judgeMode", "judgeRepeats"] as const;

/** Flags about money of every verb that calls models. */
export const spendingFlags = ["dryRun", "maxCost", "maxTokensTotal"] as const;
