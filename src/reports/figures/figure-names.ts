/** Every figure there is, in the order in which it is offered. Apart from the registry, so that `--help` draws nothing. */
export const figureNames = [
  "intervals",
  "radar",
  "heatmap",
  "categories",
  "differences",
  "turns",
  "distribution",
  "length",
  "thoughts",
  "cost",
  "severity",
  "judges",
] as const;

export type FigureName = (typeof figureNames)[number];
