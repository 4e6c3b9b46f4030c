import { axisRange } from "../src/reports/figures/figure-style.ts";
import { differencesFrom } from "../src/reports/page/report-differences.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { fixed, signed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { IntervalAxis, IntervalBar } from "./interval-bar.tsx";
import { ModelName } from "./marker.tsx";
import { Scroll } from "./scroll.tsx";
import { visibleName } from "./visible-text.ts";

/** Of the interval plot, in CSS pixels; the style sheet gives its column as much. */
const plotWidth = 250;

/** Paired differences from a baseline that the reader chooses. */
export function Differences({
  board,
  baseline,
  onBaseline,
}: {
  readonly board: ReportBoard;
  readonly baseline: number;
  readonly onBaseline: (baseline: number) => void;
}) {
  const { words } = useLook();
  const rows = baseline === board.baseline ? board.differences : differencesFrom(board, baseline);
  const known = new Map(board.candidates.map(({ id, name, slot }) => [id, { name, slot }]));
  const values = rows.flatMap(({ mean, low, high }) => [mean, low, high]).filter((value) => value !== null);
  const range = axisRange([...values, 0], null, board.scale);
  return (
    <section class="part">
      <h3>{words.differences}</h3>
      <label class="inline">
        <span>{words.baseline}</span>
        <select value={String(baseline)} onChange={(event) => onBaseline(Number(event.currentTarget.value))}>
          {board.candidates.map(({ id, name }, index) => (
            <option key={id} value={String(index)}>
              {visibleName(name)}
            </option>
          ))}
        </select>
      </label>
      <Scroll label={words.differences}>
        <table class="differences">
          <caption class="hidden">{words.differences}</caption>
          <thead>
            <tr>
              <th scope="col">{words.model}</th>
              <th scope="col" class="plot">
                <span class="hidden">{words.interval}</span>
                <IntervalAxis range={range} width={plotWidth} signs />
              </th>
              <th scope="col" class="number">
                {words.difference}
              </th>
              <th scope="col" class="number">
                {words.interval}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ candidate, mean, low, high }) => (
              <tr key={candidate}>
                <th scope="row" class="name">
                  <ModelName name={known.get(candidate)?.name ?? candidate} slot={known.get(candidate)?.slot ?? 0} />
                </th>
                <td class="plot">
                  <IntervalBar
                    range={range}
                    width={plotWidth}
                    slot={known.get(candidate)?.slot ?? 0}
                    mean={mean}
                    low={low}
                    high={high}
                    zero
                  />
                </td>
                <td class="number">{mean === null ? words.notAvailable : signed(mean)}</td>
                <td class="number">
                  {low === null || high === null ? words.notAvailable : `[${fixed(low)}, ${fixed(high)}]`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="note">{words.differenceNote}</p>
    </section>
  );
}
