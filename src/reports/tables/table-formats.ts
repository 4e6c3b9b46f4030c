export const leaderboardFormats = ["table", "json", "csv", "markdown", "latex"] as const;
export type LeaderboardFormat = (typeof leaderboardFormats)[number];

export const compareFormats = ["table", "json", "markdown"] as const;
export const modelFormats = ["table", "markdown", "json"] as const;
