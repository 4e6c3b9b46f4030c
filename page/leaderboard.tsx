import { useState } from "preact/hooks";
import { axisRange } from "../src/reports/figures/figure-style.ts";
import type { ReportBoard, ReportCandidate } from "../src/reports/page/report-record.ts";
import { fixed, grouped } from "../src/reports/tables/number-text.ts";
import type { StandingRow } from "../src/reports/tables/standing-rows.ts";
import { useLook } from "./context.ts";
import { IntervalAxis, IntervalBar, type Range } from "./interval-bar.tsx";
import { ModelName } from "./marker.tsx";
import { Scroll } from "./scroll.tsx";
import { SortHeader, type Sorting } from "./sort-header.tsx";
import { tieLines } from "./tie-lines.ts";
import { visibleName } from "./visible-text.ts";
import type { Words } from "./words.ts";

interface Column {
  readonly name: string;
  readonly title: string;
  readonly value: (candidate: ReportCandidate) => number | null;
  readonly show: (candidate: ReportCandidate) => string;
}

/** Of the interval plot, in CSS pixels; the style sheet gives its column as much. */
const plotWidth = 330;

/** The table is the interval plot: one row a model on a common scale. */
export function Leaderboard({ board }: { readonly board: ReportBoard }) {
  const { words } = useLook();
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const columns = columnsOf(board, words);
  const column = columns.find(({ name }) => name === sorting?.name);
  const rows = [...board.candidates];
  if (sorting?.name === "model") rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  if (column !== undefined) rows.sort((a, b) => (column.value(b) ?? -Infinity) - (column.value(a) ?? -Infinity));
  if (sorting?.ascending === true) rows.reverse();
  const exact = board.published.filter(({ comparable }) => comparable === "exact");
  const range = rangeOf(board, exact);
  const ties = sorting === null ? tieLines(board.candidates) : null;
  const sort = (name: string) =>
    setSorting(
      sorting?.name !== name ? { name, ascending: false } : sorting.ascending ? null : { name, ascending: true },
    );
  const header = (name: string, title: string, numeric = true) => (
    <SortHeader key={name} name={name} title={title} numeric={numeric} sorting={sorting} onSort={sort} />
  );
  return (
    <Scroll label={words.results}>
      <table class="leaderboard">
        <caption class="hidden">{words.results}</caption>
        <thead>
          <tr>
            <th scope="col" class="number rank">
              {words.rank}
            </th>
            {ties !== null && ties.width > 0 && <td class={`ties w${ties.width}`} />}
            {header("model", words.model, false)}
            <th scope="col" class="plot">
              <span class="hidden">{words.interval}</span>
              <IntervalAxis range={range} width={plotWidth} />
            </th>
            {columns.map(({ name, title }) => header(name, title))}
          </tr>
        </thead>
        <tbody>
          {rows.map((candidate, index) => (
            <tr key={candidate.id}>
              <td class="number rank">{rankText(candidate, words)}</td>
              {ties !== null && ties.width > 0 && (
                <td class={`ties w${ties.width}`}>
                  <span aria-hidden="true">
                    {ties.rows[index]?.map((state, line) => (
                      <i key={line} class={state} />
                    ))}
                  </span>
                </td>
              )}
              <th scope="row" class="name">
                <ModelName name={candidate.name} slot={candidate.slot} />
              </th>
              <td class="plot">
                <IntervalBar range={range} width={plotWidth} slot={candidate.slot} {...ends(candidate)} />
              </td>
              {columns.map((one) => (
                <td key={one.name} class={`number col-${one.name}`} data-label={one.title}>
                  {one.show(candidate)}
                </td>
              ))}
            </tr>
          ))}
          {sorting === null &&
            exact.map((row) => (
              <PublishedRow key={row.model} row={row} range={range} columns={columns} tied={(ties?.width ?? 0) > 0} />
            ))}
        </tbody>
      </table>
      <p class="note">
        {words.axisNote(fixed(range.min, 1), fixed(range.max, 1))}
        {ties !== null && ties.width > 0 && ` ${words.tieNote}`}
      </p>
      <PeoplesNote board={board} />
    </Scroll>
  );
}

function PublishedRow({
  row,
  range,
  columns,
  tied,
}: {
  readonly row: StandingRow;
  readonly range: Range;
  readonly columns: readonly Column[];
  readonly tied: boolean;
}) {
  const { words } = useLook();
  return (
    <tr class="published">
      <td class="number rank">{words.notAvailable}</td>
      {tied && <td />}
      <th scope="row" class="name">
        <bdi>{visibleName(row.model)}</bdi>
        <small>
          {words.published}, {visibleName(row.source)}, {row.date}
        </small>
      </th>
      <td class="plot">
        <IntervalBar range={range} width={plotWidth} slot={0} mean={row.score} low={null} high={null} hollow />
      </td>
      {columns.map(({ name }) => (
        <td key={name} class={`number col-${name}`}>
          {name === "score" ? fixed(row.score) : words.notAvailable}
        </td>
      ))}
    </tr>
  );
}

/** Published scores that claim the same procedure: beside the table, never in it. */
export function Claimed({ board }: { readonly board: ReportBoard }) {
  const { words } = useLook();
  const rows = board.published.filter(({ comparable }) => comparable === "claimed");
  if (rows.length === 0) return null;
  return (
    <details class="claimed">
      <summary>
        {words.publishedClaimed} ({rows.length})
      </summary>
      <ul>
        {rows.map((row) => (
          <li key={`${row.model} ${row.note ?? ""}`}>
            <span class="number">{fixed(row.score)}</span> <bdi>{visibleName(row.model)}</bdi>
            {row.note !== null && <small> {visibleName(row.note)}</small>}
            <small>
              {" "}
              {visibleName(row.source)}, {row.date}
            </small>
          </li>
        ))}
      </ul>
    </details>
  );
}

function columnsOf(board: ReportBoard, words: Words): Column[] {
  const { candidates } = board;
  const number = (value: number | null, digits: number) =>
    value === null ? words.notAvailable : digits === 0 ? grouped(value) : fixed(value, digits);
  const turns = [...new Set(candidates.flatMap((candidate) => Object.keys(candidate.turns)))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const columns: Column[] = [
    {
      name: "score",
      title: words.score,
      value: ({ score }) => score.mean,
      show: ({ score }) => number(score.mean, 2),
    },
    {
      name: "interval",
      title: words.interval,
      value: ({ score }) => score.low,
      show: ({ score }) =>
        score.low === null || score.high === null ? words.notAvailable : `${fixed(score.low)}–${fixed(score.high)}`,
    },
  ];
  if (candidates.some(({ people }) => people !== null)) columns.push(peoplesColumn(words));
  if (turns.length > 1) {
    for (const turn of turns) {
      columns.push({
        name: `turn${turn}`,
        title: words.turn(Number(turn)),
        value: (candidate) => candidate.turns[turn]?.mean ?? null,
        show: (candidate) => number(candidate.turns[turn]?.mean ?? null, 2),
      });
    }
  }
  if (candidates.some(({ score }) => score.rated < score.planned)) {
    columns.push({
      name: "rated",
      title: words.rated,
      value: ({ score }) => (score.planned === 0 ? null : score.rated / score.planned),
      show: ({ score }) => `${score.rated}/${score.planned}`,
    });
  }
  if (candidates.some(({ usage }) => usage.tokens !== null)) {
    columns.push({
      name: "tokens",
      title: words.tokens,
      value: ({ usage }) => usage.tokens,
      show: ({ usage }) => number(usage.tokens, 0),
    });
  } else if (candidates.some(({ characters }) => characters !== null)) {
    columns.push({
      name: "characters",
      title: words.characters,
      value: ({ characters }) => characters,
      show: ({ characters }) => number(characters, 0),
    });
  }
  if (candidates.some(({ usage }) => usage.tokensPerSecond !== null)) {
    columns.push({
      name: "speed",
      title: words.speed,
      value: ({ usage }) => usage.tokensPerSecond,
      show: ({ usage }) => number(usage.tokensPerSecond, 0),
    });
  }
  if (candidates.some(({ usage }) => usage.cost !== null)) {
    columns.push({
      name: "cost",
      title: words.cost,
      value: ({ usage }) => usage.cost?.amount ?? null,
      show: ({ usage }) =>
        usage.cost === null ? words.notAvailable : `${fixed(usage.cost.amount)} ${usage.cost.currency}`,
    });
  }
  return columns;
}

function peoplesColumn(words: Words): Column {
  return {
    name: "people",
    title: words.peopleColumn,
    value: ({ people }) => people?.mean ?? null,
    show: ({ people }) =>
      people === null
        ? words.notAvailable
        : `${fixed(people.mean)} [${fixed(people.low)}–${fixed(people.high)}] (${people.questions})`,
  };
}

/** How the column of people's is to be read, and what would sharpen it. */
function PeoplesNote({ board }: { readonly board: ReportBoard }) {
  const { words } = useLook();
  const rated = board.candidates.flatMap(({ name, people }) => (people === null ? [] : [{ name, people }]));
  if (rated.length === 0) return null;
  const halves = rated.map(({ name, people }) => words.halving(visibleName(name), people.moreToHalve));
  return (
    <p class="note">
      {words.peopleNote(rated.every(({ people }) => people.estimate === "calibrated"))} {halves.join(" ")}
    </p>
  );
}

function rangeOf(board: ReportBoard, exact: readonly StandingRow[]): Range {
  const ours = board.candidates.flatMap(({ score }) => [score.mean, score.low, score.high]);
  const values = [...ours, ...exact.map(({ score }) => score)].filter((value) => value !== null);
  return axisRange(values, board.scale);
}

function ends({ score }: ReportCandidate) {
  return { mean: score.mean, low: score.low, high: score.high };
}

function rankText({ rank }: ReportCandidate, words: Words): string {
  if (rank === null) return words.notAvailable;
  return rank.from === rank.to ? String(rank.from) : `${rank.from}–${rank.to}`;
}
