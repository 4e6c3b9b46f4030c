/** As many columns of a paper as a figure is wide. */
export const columnChoices = ["1", "2"] as const;

export type Columns = (typeof columnChoices)[number];

/** Their widths in millimetres. */
export const columnWidths = { "1": 85, "2": 174 } as const satisfies Record<Columns, number>;

/** Narrowest and widest figure, in millimetres: below, eight categories do not fit at 7 pt. */
export const widthLimits = { least: 80, most: 400 } as const;
