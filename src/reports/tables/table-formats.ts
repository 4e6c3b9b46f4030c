export const leaderboardFormats = ["table", "json", "csv", "markdown", "latex"] as const;
export type LeaderboardFormat = (typeof leaderboardFormats)[number];

export const compareFormats = ["table", "json", "markdown"] as const;
export const modelFormats = ["table", "markdown", "json"] as const;

export const elsewhereFormats = ["table", "json", "csv", "markdown"] as const;
export type ElsewhereFormat = (typeof elsewhereFormats)[number];
export const matchesFormats = ["text", "markdown", "json"] as const;
