/** As many columns of a paper as a figure is wide. */
export const columnChoices = ["1", "2"] as const;

export type Columns = (typeof columnChoices)[number];

/** Their widths in millimetres. */
export const columnWidths = { "1": 84, "2": 174 } as const satisfies Record<Columns, number>;
