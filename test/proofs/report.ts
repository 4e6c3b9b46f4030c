/** Fixed-width table for the terminal. Shares are to be given as text. */
export function formatTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((text, column) => text.padStart(widths[column] ?? 0)).join("  ");
  return ["", title, line(header), ...rows.map(line), ""].join("\n");
}

/** 0.953 as "95.3". */
export function percent(share: number, digits = 1): string {
  return (100 * share).toFixed(digits);
}

/** How many simulated benchmarks: `full`, or what MTBENCH_PROOF_SIZE asks for. */
export function proofSize(full: number): number {
  const asked = process.env.MTBENCH_PROOF_SIZE;
  if (asked === undefined || asked === "" || asked === "full") return full;
  const size = Number(asked);
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`MTBENCH_PROOF_SIZE: expected a whole number or "full", got ${JSON.stringify(asked)}`);
  }
  return Math.min(size, full);
}

/**
 * The bound stated for the full size. A smaller simulation sees the same rate through more noise, so it is allowed three
 * standard errors more; at full size nothing is added.
 */
export function allowance(rate: number, size: number, full: number): number {
  return size >= full ? 0 : 3 * Math.sqrt((rate * (1 - rate)) / size);
}
