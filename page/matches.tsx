import { useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportLook, ReportMatches, ReportPair, ReportStrength } from "../src/reports/page/report-matches.ts";
import { fixed, percent, signed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { IntervalAxis, IntervalBar } from "./interval-bar.tsx";
import { matchWords } from "./match-words.ts";
import { PlainView, RichView } from "./rich-view.tsx";
import { Scroll } from "./scroll.tsx";
import { Table } from "./table.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** What one judge made of answers side by side: strengths, win rates, and the turns themselves. */
export function Matches({ matches }: { readonly matches: ReportMatches }) {
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
      <h3>{text.pairs}</h3>
      <Table
        label={text.pairs}
        head={[text.pair, text.netWins, text.shownFirst, text.decisive, text.flips, text.leftOut]}
        rows={pairs.map((pair) => [
          visibleName(`${pair.one} : ${pair.other}`),
          told(pair.netWins),
          told(pair.shownFirst),
          `${pair.decisive}/${pair.turns}`,
          String(pair.flips.first + pair.flips.second + pair.flips.half),
          String(pair.leftOut),
        ])}
      />
      <Looks matches={matches} />
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

type Filter = "all" | "flipped" | ReportLook["flip"];

/** Two answers, both verdicts and the judge's words, filtered by what the order did. */
function Looks({ matches: { looks, looked } }: { readonly matches: ReportMatches }) {
  const { language } = useLook();
  const text = matchWords[language];
  const [filter, setFilter] = useState<Filter>("all");
  if (looks.length === 0) return null;
  const kinds = (["same", "tie", "first", "second", "half"] as const).filter((kind) =>
    looks.some(({ flip }) => flip === kind),
  );
  const choices: readonly (readonly [Filter, string])[] = [
    ["all", text.all],
    ["flipped", text.flipped],
    ...kinds.map((kind) => [kind, text.kinds[kind]] as const),
  ];
  const isFlipped = ({ flip }: ReportLook) => flip === "first" || flip === "second" || flip === "half";
  const shown = looks.filter((look) =>
    filter === "all" ? true : filter === "flipped" ? isFlipped(look) : look.flip === filter,
  );
  return (
    <>
      <h3>{text.looks}</h3>
      <p class="note">{text.looksNote(looks.length, looked)}</p>
      <label class="screen">
        {text.filter}{" "}
        <select
          value={filter}
          onChange={(event) => {
            const chosen = choices.find(([name]) => name === event.currentTarget.value);
            if (chosen !== undefined) setFilter(chosen[0]);
          }}
        >
          {choices.map(([name, label]) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {shown.map((look) => (
        <OneLook key={`${look.question} ${look.turn} ${look.one} ${look.other}`} look={look} />
      ))}
    </>
  );
}

function OneLook({ look }: { readonly look: ReportLook }) {
  const { language, words } = useLook();
  const text = matchWords[language];
  const { question, category, turn, one, other, flip, asked, answers, words: said, verdicts } = look;
  const [own, theirs] = answers;
  return (
    <details class="audited">
      <summary>
        {visibleName(words.question(question))} · {words.turn(turn)} · {categoryName(category, language)} ·{" "}
        {visibleName(`${one} : ${other}`)} · <b>{text.kinds[flip]}</b>
      </summary>
      <h4>{words.asked(turn)}</h4>
      {asked === null ? <p class="note">{words.noText}</p> : <PlainView text={asked} />}
      <div class="side-by-side">
        {(
          [
            [one, own],
            [other, theirs],
          ] as const
        ).map(([name, answer]) => (
          <article key={name}>
            <h5>{visibleName(name)}</h5>
            {answer === null ? <p class="note">{text.noAnswer}</p> : <RichView text={answer} />}
          </article>
        ))}
      </div>
      <div class="side-by-side">
        {(
          [
            [one, verdicts[0], said[0]],
            [other, verdicts[1], said[1]],
          ] as const
        ).map(([name, value, reason]) => (
          <article key={name}>
            <h5>{visible(text.verdict(name, value, one, other))}</h5>
            <RichView text={reason} />
          </article>
        ))}
      </div>
    </details>
  );
}

function told({ value, low, high }: ReportPair["netWins"]): string {
  if (value === null) return "—";
  return low === null || high === null || low === high
    ? signed(value)
    : `${signed(value)} [${fixed(low)}, ${fixed(high)}]`;
}
