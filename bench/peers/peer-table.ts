import { median } from "../figures.ts";
import type { Measure } from "./measure-peer.ts";

/** Medians of the runs by name, ratios to the bound of each run and to the medians of `own`. */
export function peerTable(
  measured: readonly (readonly [string, readonly Measure[]])[],
  own: readonly Measure[] | undefined,
): string {
  const head = [
    "",
    "runs",
    "calls",
    "streamed",
    "wall s",
    "/ bound",
    "/ mtbench",
    "span s",
    "/ bound",
    "CPU s",
    "/ mtbench",
    "peak MB",
  ];
  const rows = measured.map(([name, runs]) => {
    const of = (pick: (run: Measure) => number): number => median(runs.map(pick));
    const beside = (pick: (run: Measure) => number): string =>
      own === undefined ? "-" : (of(pick) / median(own.map(pick))).toFixed(2);
    return [
      name,
      String(runs.length),
      of(({ calls }) => calls).toFixed(0),
      of(({ streamed }) => streamed).toFixed(0),
      of(({ wallSeconds }) => wallSeconds).toFixed(2),
      of(({ wallSeconds, boundSeconds }) => wallSeconds / boundSeconds).toFixed(2),
      beside(({ wallSeconds }) => wallSeconds),
      of(({ spanSeconds }) => spanSeconds).toFixed(2),
      of(({ spanSeconds, boundSeconds }) => spanSeconds / boundSeconds).toFixed(2),
      of(({ cpuSeconds }) => cpuSeconds).toFixed(2),
      beside(({ cpuSeconds }) => cpuSeconds),
      of(({ peakMegabytes }) => peakMegabytes).toFixed(0),
    ];
  });
  const width = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(width[0] ?? 0) : text.padStart(width[column] ?? 0)))
      .join("  "),
  );
  return `\n${lines.join("\n")}`;
}
