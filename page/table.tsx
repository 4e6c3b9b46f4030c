import { Scroll } from "./scroll.tsx";
import { visible } from "./visible-text.ts";

/** A table of words and figures: the first column names its rows. */
export function Table({
  label,
  head,
  rows,
}: {
  readonly label: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}) {
  return (
    <Scroll label={label}>
      <table>
        <caption class="hidden">{label}</caption>
        <thead>
          <tr>
            {head.map((title, column) =>
              title === "" ? (
                <td key={title} />
              ) : (
                <th key={title} scope="col" class={column === 0 ? "" : "number"}>
                  {title}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = "", ...cells]) => (
            <tr key={name}>
              <th scope="row">{visible(name)}</th>
              {cells.map((cell, column) => (
                <td key={head[column + 1] ?? ""} class="number">
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
