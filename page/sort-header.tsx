import { useLook } from "./context.ts";

export interface Sorting {
  readonly name: string;
  readonly ascending: boolean;
}

/** A column's heading that sorts by it: highest first, then lowest first, then the table's own order again. */
export function SortHeader({
  name,
  title,
  numeric,
  sorting,
  onSort,
}: {
  readonly name: string;
  readonly title: string;
  readonly numeric: boolean;
  readonly sorting: Sorting | null;
  readonly onSort: (name: string) => void;
}) {
  const { words } = useLook();
  const own = sorting?.name === name ? sorting : null;
  return (
    <th
      scope="col"
      class={`${numeric ? "number " : ""}col-${name}`}
      aria-sort={own === null ? "none" : own.ascending ? "ascending" : "descending"}
    >
      <button type="button" class="sort" title={words.sortBy(title)} onClick={() => onSort(name)}>
        {title}
        <span aria-hidden="true">{own === null ? "" : own.ascending ? " ↑" : " ↓"}</span>
      </button>
    </th>
  );
}
