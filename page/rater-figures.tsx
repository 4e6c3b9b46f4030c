import type { ReportAgreement } from "../src/reports/page/report-agreements.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { cardWords } from "./card-words.ts";
import { useLook } from "./context.ts";
import { Marker } from "./marker.tsx";
import { visibleName } from "./visible-text.ts";

/** Severity beside slope, and what changing the judge does to each candidate. */
export function RaterFigures({ agreement }: { readonly agreement: ReportAgreement }) {
  const { language } = useLook();
  const text = cardWords[language];
  if (agreement.characters.length < 2 || agreement.candidates.length < 2) return null;
  return (
    <div class="rater-figures">
      <figure>
        <figcaption>{text.severityFigure}</figcaption>
        <SeverityAndSlope agreement={agreement} label={text.severityFigure} />
        <p class="note">{text.severityFigureNote}</p>
      </figure>
      <figure>
        <figcaption>{text.changeFigure}</figcaption>
        <ChangedJudge agreement={agreement} label={text.changeFigure} />
        <p class="note">{text.changeFigureNote}</p>
      </figure>
    </div>
  );
}

const width = 460;
const height = 330;
const margin = { left: 44, right: 14, top: 12, bottom: 40 };

function SeverityAndSlope({ agreement, label }: { readonly agreement: ReportAgreement; readonly label: string }) {
  const raters = agreement.characters.flatMap(({ rater, severity, slope }, index) =>
    severity.value === null || slope.value === null
      ? []
      : [{ rater, index, severity: { ...severity, value: severity.value }, slope: { ...slope, value: slope.value } }],
  );
  const ends = ({ value, low, high }: { value: number; low: number | null; high: number | null }) => [
    low ?? value,
    high ?? value,
  ];
  const across = scale([0, ...raters.flatMap(({ severity }) => ends(severity))], margin.left, width - margin.right);
  const up = scale([1, ...raters.flatMap(({ slope }) => ends(slope))], height - margin.bottom, margin.top);
  return (
    <svg class="link-plot" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {up.ticks.map((value) => (
        <g key={`y ${value}`}>
          <line
            class={value === 1 ? "fit" : "grid"}
            x1={margin.left}
            x2={width - margin.right}
            y1={up.at(value)}
            y2={up.at(value)}
          />
          <text x={margin.left - 6} y={up.at(value) + 4} text-anchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {across.ticks.map((value) => (
        <text key={`x ${value}`} x={across.at(value)} y={height - margin.bottom + 16} text-anchor="middle">
          {tickText(value)}
        </text>
      ))}
      <line class="fit" x1={across.at(0)} x2={across.at(0)} y1={margin.top} y2={height - margin.bottom} />
      {raters.map(({ rater, index, severity, slope }) => {
        const [x, y] = [across.at(severity.value), up.at(slope.value)];
        const [left = 0, right = 0] = ends(severity).map(across.at);
        const [bottom = 0, top = 0] = ends(slope).map(up.at);
        const isRight = x > width * 0.6;
        return (
          <g key={rater} class="rater">
            <title>{`${visibleName(rater)} ${fixed(severity.value)} / ${fixed(slope.value)}`}</title>
            <line x1={left} x2={right} y1={y} y2={y} />
            <line x1={x} x2={x} y1={bottom} y2={top} />
            <Marker slot={index} x={x} y={y} />
            <text x={isRight ? x - 8 : x + 8} y={y - 8} text-anchor={isRight ? "end" : "start"}>
              {visibleName(rater)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Columns are raters in the order of their severity, the mildest first: lines then fall, and what does not is the candidate's. */
function ChangedJudge({ agreement, label }: { readonly agreement: ReportAgreement; readonly label: string }) {
  const { characters, scores, candidates } = agreement;
  const columns = characters
    .map(({ rater, mean }, index) => ({ rater, mean: mean ?? 0, own: scores[index] ?? [] }))
    .sort((a, b) => b.mean - a.mean);
  const names = 150;
  // Every rater's name has a line of its own, so that no two meet.
  const bottom = Math.max(height - margin.bottom, 60 + 20 * candidates.length);
  const tall = bottom + 28 + 15 * columns.length;
  const up = scale(scores.flat(), bottom, margin.top);
  const x = (column: number) =>
    margin.left + (column / Math.max(1, columns.length - 1)) * (width - margin.left - names - 10);
  const last = columns.length - 1;
  const ends = spaced(
    candidates.map((_, candidate) => up.at(columns[last]?.own[candidate] ?? 0)),
    15,
  );
  return (
    <svg class="link-plot" viewBox={`0 0 ${width} ${tall}`} role="img" aria-label={label}>
      {up.ticks.map((value) => (
        <g key={value}>
          <line class="grid" x1={margin.left} x2={x(last)} y1={up.at(value)} y2={up.at(value)} />
          <text x={margin.left - 8} y={up.at(value) + 4} text-anchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {candidates.map(({ id, name, slot }, index) => {
        const points = columns.map(({ own }, column) => [x(column), up.at(own[index] ?? 0)] as const);
        const values = columns.map(({ rater, own }) => `${rater} ${fixed(own[index] ?? 0)}`).join(", ");
        return (
          <g key={id} class="changed">
            <title>{`${visibleName(name)}: ${visibleName(values)}`}</title>
            <path d={`M${points.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L")}`} />
            {points.map(([px, py], column) => (
              <Marker key={columns[column]?.rater ?? ""} slot={slot} x={px} y={py} size={4} />
            ))}
            <text x={x(last) + 10} y={(ends[index] ?? 0) + 4}>
              {short(visibleName(name))}
            </text>
          </g>
        );
      })}
      {columns.map(({ rater }, column) => (
        <text
          key={rater}
          x={x(column)}
          y={bottom + 20 + column * 15}
          text-anchor={column === 0 ? "start" : column === last ? "end" : "middle"}
        >
          {visibleName(rater)}
        </text>
      ))}
    </svg>
  );
}

/** A name's end tells most models of one maker apart. */
function short(name: string, most = 22): string {
  const letters = [...name];
  return letters.length <= most ? name : `…${letters.slice(1 - most).join("")}`;
}

/** The same heights, moved apart until no two labels touch, in their order. */
function spaced(heights: readonly number[], least: number): number[] {
  const order = heights.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
  const found = new Array<number>(heights.length).fill(0);
  let previous = Number.NEGATIVE_INFINITY;
  for (const { at, index } of order) {
    previous = Math.max(at, previous + least);
    found[index] = previous;
  }
  return found;
}

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/** A little more than the values, so that no mark lies on the frame. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.02, (most - least) * 0.07);
  const [low, high] = [least - room, most + room];
  const step = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100].find((one) => (high - low) / one <= 7) ?? high - low;
  const first = Math.ceil(low / step);
  const ticks = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(6)),
  );
  return { at: (value) => from + ((value - low) / (high - low)) * (to - from), ticks };
}

function tickText(value: number): string {
  return String(Number(value.toFixed(2)));
}
