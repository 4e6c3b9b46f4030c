/** The middle one; of an even number the mean of the two. Throws for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("the median of nothing");
  return (low + high) / 2;
}

/** One measured figure, the figure to reach, and whether it was. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  /** Null: for reading only. */
  readonly reached: boolean | null;
}

export function atMost(what: string, value: number, target: number, unit = "", digits = 2): Row {
  const text = (number: number): string => `${number.toFixed(digits)}${unit}`;
  return { what, measured: text(value), target: `<= ${text(target)}`, reached: value <= target };
}

export function atLeast(what: string, value: number, target: number, unit = ""): Row {
  return { what, measured: `${value.toFixed(0)}${unit}`, target: `>= ${target}${unit}`, reached: value >= target };
}

export function shown(what: string, measured: string): Row {
  return { what, measured, target: "", reached: null };
}

/** A section as text, a mark before every row that missed its target. */
export function table(title: string, rows: readonly Row[]): string {
  const width = (pick: (row: Row) => string): number => Math.max(...rows.map((row) => pick(row).length));
  const [first, second] = [width((row) => row.what), width((row) => row.measured)];
  const lines = rows.map(({ what, measured, target, reached }) =>
    `${reached === false ? "!" : " "} ${what.padEnd(first)}  ${measured.padStart(second)}  ${target}`.trimEnd(),
  );
  return `\n${title}\n${lines.join("\n")}\n`;
}
