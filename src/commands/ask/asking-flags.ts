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
  "retryFailed",
  "llamaServer",
  "llamaServerArgs",
  "judgePrompts",
  "config",
  "results",
  "fresh",
  "limit",
  "maxConcurrency",
  "firstTokenTimeout",
  "idleTimeout",
  "format",
  "json",
  "events",
] as const;

/** Flags of every verb that has answers rated. */
export const ratingFlags = ["judgeModel", "judgeApiKeyEnv", "judgeMode", "judgeRepeats"] as const;

/** Flags about money of every verb that calls models. */
export const spendingFlags = ["dryRun", "maxCost", "maxTokensTotal"] as const;
