/** How much of what models thought goes into a page. */
export const thoughtAmounts = ["none", "head", "full"] as const;

export type ThoughtAmount = (typeof thoughtAmounts)[number];
