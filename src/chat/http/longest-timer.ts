/** Node's timers hold no more milliseconds, some 24 days. */
export const longestTimerMs = 2 ** 31 - 1;
