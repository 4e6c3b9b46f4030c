import type { ReportMatches, ReportPair, ReportStrength } from "../src/reports/page/report-matches.ts";
import { percent } from "../src/reports/tables/number-text.ts";
import type { LookTexts } from "../src/tallies/collect-looks.ts";
import { useLook } from "./context.ts";
import { IntervalAxis, IntervalBar } from "./interval-bar.tsx";
import { Looks } from "./match-looks.tsx";
import { PairTables } from "./match-tables.tsx";
import { matchWords } from "./match-words.ts";
import { Scroll } from "./scroll.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** What one judge made of answers side by side: strengths, win rates, and the turns themselves. */
export function Matches({
  matches,
  texts,
}: {
  readonly matches: ReportMatches;
  /** Reads the words of a pair's turns; null while nothing runs. */
  readonly texts: ((pair: number) => Promise<readonly LookTexts[]>) | null;
}) {
  const { language } = useLook();
  const text = matchWords[language];
  const { set, judge, model, steps, strengths, groups, pairs } = matches;
  return (
    <section class="matches" aria-label={visibleName(`${text.title} ${set}`)}>
      <h2>
        {text.title} <small>{visibleName(set)}</small>
      </h2>
      <p>{visible(text.line(judge, model, steps))}</p>
      {strengths.length > 0 && <StrengthPlot strengths={strengths} />}
      {groups.length > 1 && (
        <p class="note">{visible(text.unconnected(groups.map((one) => one.join(", ")).join(" / ")))}</p>
      )}
      {pairs.length > 0 && <WinRates pairs={pairs} />}
      <PairTables pairs={pairs} />
      <Looks matches={matches} texts={texts} />
    </section>
  );
}

const range = { min: 0, max: 1, step: 0.25 };
const width = 320;

function StrengthPlot({ strengths }: { readonly strengths: readonly ReportStrength[] }) {
  const { language, words } = useLook();
  const text = matchWords[language];
  return (
    <>
      <h3>{text.strengths}</h3>
      <Scroll label={text.strengths}>
        <table class="strengths">
          <caption class="hidden">{text.strengths}</caption>
          <thead>
            <tr>
              <th scope="col">{text.rank}</th>
              <th scope="col">{words.model}</th>
              <th scope="col" class="number">
                {text.strength}
              </th>
              <th scope="col">
                <IntervalAxis range={range} width={width} shares />
              </th>
              <th scope="col" class="number">
                {text.games}
              </th>
            </tr>
          </thead>
          <tbody>
            {strengths.map(({ candidate, strength, rank, games }, slot) => (
              <tr key={candidate}>
                <td>{rank === null ? "—" : rank.from === rank.to ? rank.from : `${rank.from}–${rank.to}`}</td>
                <th scope="row" class="name">
                  {visibleName(candidate)}
                </th>
                <td class="number">
                  {strength.value === null ? "—" : percent(strength.value)}{" "}
                  {strength.low !== null && strength.high !== null && (
                    <small>{`${percent(strength.low)}–${percent(strength.high)}`}</small>
                  )}
                </td>
                <td>
                  <IntervalBar
                    range={range}
                    width={width}
                    mean={strength.value}
                    low={strength.low}
                    high={strength.high}
                    slot={slot}
                  />
                </td>
                <td class="number">{games}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="note">{text.strengthNote}</p>
    </>
  );
}

/** Everyone against everyone, as far as they met. */
function WinRates({ pairs }: { readonly pairs: readonly ReportPair[] }) {
  const { language } = useLook();
  const text = matchWords[language];
  const names = [...new Set(pairs.flatMap(({ one, other }) => [one, other]))];
  const rateOf = (row: string, column: string): string => {
    const pair = pairs.find(({ one, other }) => (one === row && other === column) || (one === column && other === row));
    if (pair === undefined || pair.netWins.value === null) return "";
    const net = pair.one === row ? pair.netWins.value : -pair.netWins.value;
    return `${percent((1 + net) / 2)} (${pair.questions})`;
  };
  return (
    <>
      <h3>{text.matrix}</h3>
      <Scroll label={text.matrix}>
        <table class="matrix">
          <caption class="hidden">{text.matrix}</caption>
          <thead>
            <tr>
              <td />
              {names.map((name) => (
                <th key={name} scope="col" class="number">
                  {visibleName(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((row) => (
              <tr key={row}>
                <th scope="row" class="name">
                  {visibleName(row)}
                </th>
                {names.map((column) => (
                  <td key={column} class="number">
                    {row === column ? "" : rateOf(row, column)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  );
}
