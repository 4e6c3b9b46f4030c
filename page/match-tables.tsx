import { categoryName } from "../src/reports/category-names.ts";
import type { ReportEstimate } from "../src/reports/page/report-agreements.ts";
import type { ReportPair } from "../src/reports/page/report-matches.ts";
import { fixed, percent, signed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { matchWords } from "./match-words.ts";
import { Table } from "./table.tsx";
import { visibleName } from "./visible-text.ts";

const kinds = ["same", "tie", "first", "second", "half"] as const;

/** All numbers of every pair: what was won, what the order does, what a call is worth. */
export function PairTables({ pairs }: { readonly pairs: readonly ReportPair[] }) {
  const { language } = useLook();
  const text = matchWords[language];
  const failures = pairs.some(({ withFailures }) => withFailures !== null);
  const table = (label: string, head: readonly string[], cells: (pair: ReportPair) => readonly string[]) => (
    <Table
      label={label}
      head={[text.pair, ...head]}
      rows={pairs.map((pair) => [visibleName(`${pair.one} : ${pair.other}`), ...cells(pair)])}
    />
  );
  const { netWins, winRate, drawn } = text;
  const categories = [...new Set(pairs.flatMap(({ shownFirstBy }) => shownFirstBy.map(({ category }) => category)))];
  const isWorth = pairs.some(({ ratings, perCall }) => ratings !== null || perCall.match !== null);
  return (
    <>
      <h3>{text.pairs}</h3>
      {table(
        text.pairs,
        [
          ...[netWins, winRate, drawn(netWins), drawn(winRate)],
          ...(failures ? [text.withFailures] : []),
          ...[text.questions, text.decisive, text.leftOut, text.due],
        ],
        (pair) => [
          ...[bounded(pair.netWins, pair, signed, text), bounded(pair.winRate, pair, share, text)],
          ...[ends(pair.drawn.netWins, signed), ends(pair.drawn.winRate, share)],
          ...(failures ? [pair.withFailures === null ? "—" : signed(pair.withFailures)] : []),
          String(pair.questions),
          `${pair.decisive}/${pair.turns}${pair.turns === 0 ? "" : ` (${percent(pair.decisive / pair.turns)})`}`,
          ...[String(pair.leftOut), String(pair.due)],
        ],
      )}
      <p class="note">{text.pairsNote}</p>
      <h3>{text.order}</h3>
      {table(
        text.order,
        kinds.map((kind) => text.kinds[kind]),
        ({ flips }) => kinds.map((kind) => String(flips[kind])),
      )}
      <h3>{text.byCategory}</h3>
      {table(
        text.byCategory,
        [text.overall, ...categories.map((name) => categoryName(name, language))],
        ({ shownFirst, shownFirstBy }) => [
          estimate(shownFirst),
          ...categories.map((name) => {
            const found = shownFirstBy.find(({ category }) => category === name);
            return found === undefined ? "—" : estimate(found.effect);
          }),
        ],
      )}
      {isWorth && (
        <>
          <h3>{text.worth}</h3>
          {table(text.worth, [text.ratings, text.perMatch, text.perRating], ({ ratings, perCall }) => [
            ratings === null ? "—" : estimate(ratings),
            perCall.match === null ? "—" : fixed(perCall.match, 3),
            perCall.rating === null ? "—" : fixed(perCall.rating, 3),
          ])}
          <p class="note">{text.worthNote}</p>
        </>
      )}
    </>
  );
}

function share(value: number): string {
  return `${fixed(100 * value, 1)} %`;
}

function estimate(told: ReportEstimate): string {
  if (told.value === null) return "—";
  const both = ends(told, signed);
  return both === "—" ? signed(told.value) : `${signed(told.value)} ${both}`;
}

/** All alike shows no spread, which is not the same as knowing it. */
function ends({ low, high }: ReportEstimate, word: (value: number) => string): string {
  return low === null || high === null || low === high ? "—" : `[${word(low)}, ${word(high)}]`;
}

function bounded(
  told: ReportEstimate,
  { uniform }: ReportPair,
  word: (value: number) => string,
  text: { readonly atLeast: (bound: string) => string; readonly atMost: (bound: string) => string },
): string {
  const { value, low, high } = told;
  if (value === null) return "—";
  if (uniform === 1 && low !== null) return `${word(value)} (${text.atLeast(word(low))})`;
  if (uniform === -1 && high !== null) return `${word(value)} (${text.atMost(word(high))})`;
  const both = ends(told, word);
  return both === "—" ? word(value) : `${word(value)} ${both}`;
}
