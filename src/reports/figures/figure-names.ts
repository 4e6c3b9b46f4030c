/** Figures that can be asked for by name; a page shows the same. */
export const figureNames = [
  "intervals",
  "radar",
  "heatmap",
  "differences",
  "turns",
  "distribution",
  "length",
  "thoughts",
  "cost",
] as const;

export type FigureName = (typeof figureNames)[number];
