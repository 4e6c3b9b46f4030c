import { useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import { axisRange } from "../src/reports/figures/figure-style.ts";
import { heatDigits } from "../src/reports/figures/heat-colour.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import { Scroll } from "./scroll.tsx";
import { SortHeader, type Sorting } from "./sort-header.tsx";

/** Steps of the one hue; the style sheet holds each with an ink that stands out from it (`h0` to `h9`). */
const steps = 10;

/** Models by categories with the value in each cell. */
export function HeatMap({ board }: { readonly board: ReportBoard }) {
  const { language, words } = useLook();
  const [sorting, setSorting] = useState<Sorting | null>(null);
  const { categories } = board;
  const meanOf = (index: number, name: string) => board.candidates[index]?.categories[name]?.mean ?? null;
  const order = board.candidates.map((_, index) => index);
  if (sorting !== null) {
    order.sort((a, b) => (meanOf(b, sorting.name) ?? -1) - (meanOf(a, sorting.name) ?? -1));
    if (sorting.ascending) order.reverse();
  }
  const known = order.flatMap((index) => categories.flatMap((name) => meanOf(index, name) ?? []));
  const range = axisRange(known, board.scale);
  const digits = heatDigits(board.scale);
  const sort = (name: string) =>
    setSorting(
      sorting?.name !== name ? { name, ascending: false } : sorting.ascending ? null : { name, ascending: true },
    );
  return (
    <Scroll label={words.categories}>
      <table class="heat">
        <caption class="hidden">{words.categories}</caption>
        <thead>
          <tr>
            <th scope="col">{words.model}</th>
            {categories.map((name) => (
              <SortHeader
                key={name}
                name={name}
                title={categoryName(name, language)}
                numeric
                sorting={sorting}
                onSort={sort}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {order.map((index) => {
            const candidate = board.candidates[index];
            const best = Math.max(...categories.map((name) => meanOf(index, name) ?? -Infinity));
            return candidate === undefined ? null : (
              <tr key={candidate.id}>
                <th scope="row" class="name">
                  <ModelName name={candidate.name} slot={candidate.slot} />
                </th>
                {categories.map((name) => {
                  const mean = meanOf(index, name);
                  if (mean === null) {
                    return (
                      <td key={name} class="number missing">
                        {words.notAvailable}
                      </td>
                    );
                  }
                  const share = (mean - range.min) / (range.max - range.min);
                  const level = Math.min(steps - 1, Math.max(0, Math.floor(share * steps)));
                  return (
                    <td key={name} class={`number h${level}`}>
                      {mean === best ? <b>{fixed(mean, digits)}</b> : fixed(mean, digits)}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="note">{words.heatNote}</p>
    </Scroll>
  );
}
