import type { LinkRecord } from "../src/linking/link-record.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { visibleName } from "./visible-text.ts";

const width = 420;
const height = 320;
const margin = { left: 40, right: 12, top: 10, bottom: 38 };

/** Anchors, the line and its interval, and where the linked candidates come to lie. Axes state their range. */
export function LinkPlot({ link }: { readonly link: LinkRecord }) {
  const { words } = useLook();
  const { from, to, fit, anchors, linked } = link;
  if (fit === null) return null;
  const translated = linked.flatMap(({ candidate, score, translation }) =>
    translation.kind === "linked" ? [{ candidate, score, ...translation }] : [],
  );
  const xs = rangeOf(anchors.map(({ x }) => x));
  const ys = rangeOf([...anchors.map(({ y }) => y), ...fit.band.flatMap(({ low, high }) => [low, high])]);
  const x = (value: number) =>
    margin.left + ((value - xs.low) / (xs.high - xs.low)) * (width - margin.left - margin.right);
  const y = (value: number) =>
    height - margin.bottom - ((value - ys.low) / (ys.high - ys.low)) * (height - margin.top - margin.bottom);
  const at = (px: number, py: number) => `${px.toFixed(1)} ${py.toFixed(1)}`;
  const upper = fit.band.map((point) => at(x(point.x), y(point.high)));
  const lower = fit.band.map((point) => at(x(point.x), y(point.low))).reverse();
  const line = fit.band.map((point) => at(x(point.x), y(point.value)));
  return (
    <svg
      class="link-plot"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={words.linkPlot(visibleName(from.title), visibleName(to.title), anchors.length)}
    >
      {ticks(ys).map((value) => (
        <g key={`y ${value}`}>
          <line class="grid" x1={margin.left} x2={width - margin.right} y1={y(value)} y2={y(value)} />
          <text x={margin.left - 6} y={y(value) + 4} text-anchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {ticks(xs).map((value) => (
        <text key={`x ${value}`} x={x(value)} y={height - margin.bottom + 16} text-anchor="middle">
          {tickText(value)}
        </text>
      ))}
      <path class="band" d={`M${[...upper, ...lower].join("L")}Z`} />
      <path class="fit" d={`M${line.join("L")}`} />
      {translated.map(({ candidate, score, value, low, high }) => (
        <g key={`${candidate} ${score}`} class="linked">
          <title>{`${visibleName(candidate)} ${fixed(score)} → ${fixed(value)} [${fixed(low)}, ${fixed(high)}]`}</title>
          <line x1={x(score)} x2={x(score)} y1={y(low)} y2={y(high)} />
          <circle cx={x(score)} cy={y(value)} r={3.5} />
        </g>
      ))}
      {anchors.map((anchor, index) => (
        <g key={`${anchor.from} ${anchor.x}`} class={anchor.misfit ? "anchor misfit" : "anchor"}>
          <title>{`${visibleName(anchor.from)} ${fixed(anchor.x)} → ${fixed(anchor.y)}`}</title>
          <circle cx={x(anchor.x)} cy={y(anchor.y)} r={4} />
          <text x={x(anchor.x) + 6} y={y(anchor.y) - 5}>
            {index + 1}
          </text>
        </g>
      ))}
      <text x={width - margin.right} y={height - 5} text-anchor="end">
        {visibleName(from.title)}
      </text>
    </svg>
  );
}

/** A little more than the values, so that no mark lies on the frame. */
function rangeOf(values: readonly number[]): { readonly low: number; readonly high: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.1, (high - low) * 0.06);
  return { low: low - room, high: high + room };
}

/** Round values inside the range, five or so. */
function ticks({ low, high }: { readonly low: number; readonly high: number }): number[] {
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20].find((one) => (high - low) / one <= 7) ?? high - low;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) => (first + index) * step);
}

function tickText(value: number): string {
  return String(Number(value.toFixed(2)));
}
