import { markCount } from "../src/reports/figures/figure-marks.ts";
import { ticksOf } from "../src/reports/figures/figure-style.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { Marker } from "./marker.tsx";

export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

/** As high as a table row, so that the gridlines meet. */
const height = 42;
const margin = 14;

function place(value: number, { min, max }: Range, width: number): number {
  const share = (Math.min(max, Math.max(min, value)) - min) / (max - min);
  return margin + share * (width - 2 * margin);
}

/** The numbers of the common scale, above the bars. */
export function IntervalAxis({
  range,
  width,
  signs = false,
  shares = false,
}: {
  readonly range: Range;
  /** CSS pixels where there is room; the drawing is scaled to its place. */
  readonly width: number;
  readonly signs?: boolean;
  /** The scale is of shares, 0-1, and says percent. */
  readonly shares?: boolean;
}) {
  const digits = range.step < 0.1 ? 2 : range.step < 1 ? 1 : 0;
  const label = (tick: number): string => (shares ? `${fixed(100 * tick, 0)} %` : fixed(tick, digits));
  return (
    <svg class="axis" viewBox={`0 0 ${width} 18`} aria-hidden="true">
      {ticksOf(range).map((tick) => (
        <text key={tick} x={place(tick, range, width)} y={13} text-anchor="middle">
          {signs && tick > 0 ? `+${label(tick)}` : label(tick)}
        </text>
      ))}
    </svg>
  );
}

/** One row of the interval plot: gridlines, the interval, then the mean on top of it. */
export function IntervalBar({
  range,
  width,
  mean,
  low,
  high,
  slot,
  zero = false,
  hollow = false,
}: {
  readonly range: Range;
  readonly width: number;
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly slot: number;
  readonly zero?: boolean;
  readonly hollow?: boolean;
}) {
  return (
    <svg class="bar" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {ticksOf(range).map((tick) => (
        <line
          key={tick}
          class="grid"
          x1={place(tick, range, width)}
          x2={place(tick, range, width)}
          y1={0}
          y2={height}
        />
      ))}
      {zero && <line class="zero" x1={place(0, range, width)} x2={place(0, range, width)} y1={0} y2={height} />}
      {low !== null && high !== null && (
        <line
          class={`range m${slot % markCount}`}
          x1={place(low, range, width)}
          x2={place(high, range, width)}
          y1={height / 2}
          y2={height / 2}
        />
      )}
      {mean !== null && <Marker slot={slot} x={place(mean, range, width)} y={height / 2} size={5} hollow={hollow} />}
    </svg>
  );
}
