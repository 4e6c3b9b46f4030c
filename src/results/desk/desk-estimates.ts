/** Which of the two numbers that people's ratings give is the result. It is fixed before the first rating. */
export const deskEstimates = ["calibrated", "plain"] as const;

export type DeskEstimate = (typeof deskEstimates)[number];
