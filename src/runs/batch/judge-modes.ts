/** How judgments are asked for: one call each, as the answers come, or all together at half the price within a day. */
export const judgeModes = ["calls", "batch"] as const;

/** Undefined: the user did not say, which means calls unless a batch is under way. */
export type JudgeMode = (typeof judgeModes)[number] | undefined;
