import type { Ref } from "preact";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import { useLook } from "./context.ts";
import { hasPeople, type QuestionFilter, questionOrders, questionShows, tellingRatings } from "./question-rows.ts";
import { visibleName } from "./visible-text.ts";

/** Which questions are shown, and in which order. */
export function QuestionFilters({
  board,
  filter,
  onFilter,
}: {
  readonly board: ReportBoard;
  readonly filter: QuestionFilter;
  readonly onFilter: (filter: QuestionFilter) => void;
}) {
  const { language, words } = useLook();
  const turns = [...new Set(board.items.map(({ turn }) => turn))].sort((a, b) => a - b);
  const ends = tellingRatings(board.scale);
  return (
    <>
      <Choice
        label={words.category}
        value={filter.category ?? ""}
        options={[["", words.all], ...board.categories.map((name) => [name, categoryName(name, language)] as const)]}
        onChange={(value) => onFilter({ ...filter, category: value === "" ? null : value })}
      />
      {turns.length > 1 && (
        <Choice
          label={words.turnFilter}
          value={String(filter.turn ?? "")}
          options={[["", words.all], ...turns.map((turn) => [String(turn), words.turn(turn)] as const)]}
          onChange={(value) => onFilter({ ...filter, turn: value === "" ? null : Number(value) })}
        />
      )}
      <Choice
        label={words.show}
        value={filter.show}
        options={[
          ["all", words.showAll],
          ...(hasPeople(board) ? ([["apart", words.showApart(ends.apart)]] as const) : []),
          ["unrated", words.showUnrated],
          ["low", words.showLow(ends.low)],
          ["high", words.showHigh(ends.high)],
          ...(board.candidates.some(({ cells }) => cells.held.includes(false))
            ? ([["broken", words.showBroken]] as const)
            : []),
          ...(board.errata.length > 0 ? ([["errata", words.showErrata]] as const) : []),
        ]}
        onChange={(value) => onFilter({ ...filter, show: questionShows.find((one) => one === value) ?? "all" })}
      />
      <Choice
        label={words.order}
        value={filter.order}
        options={[
          ["difference", words.orderDifference],
          ["disagreement", words.orderDisagreement],
          ...(hasPeople(board) ? ([["people", words.orderPeople]] as const) : []),
          ["low", words.orderLow],
          ["number", words.orderNumber],
        ]}
        onChange={(value) =>
          onFilter({ ...filter, order: questionOrders.find((one) => one === value) ?? "difference" })
        }
      />
    </>
  );
}

/** One of the board's models. */
export function ModelSelect({
  label,
  board,
  value,
  onChange,
}: {
  readonly label: string;
  readonly board: ReportBoard;
  readonly value: number;
  readonly onChange: (id: string) => void;
}) {
  return (
    <Choice
      label={label}
      value={String(value)}
      options={board.candidates.map(({ name }, index) => [String(index), visibleName(name)] as const)}
      onChange={(index) => onChange(board.candidates[Number(index)]?.id ?? "")}
    />
  );
}

/** One of the report's boards, by its place. */
export function ProtocolSelect({
  boards,
  value,
  onChange,
}: {
  readonly boards: readonly ReportBoard[];
  readonly value: number;
  readonly onChange: (place: number) => void;
}) {
  const { words } = useLook();
  return (
    <Choice
      look="inline"
      label={words.protocol}
      value={String(value)}
      options={boards.map(({ shortKey, judge, set }, place) => {
        return [String(place), visibleName(`${set.title} · ${judge.id} · ${shortKey}`)] as const;
      })}
      onChange={(place) => onChange(Number(place))}
    />
  );
}

/** Words to be found in any text of the board. */
export function SearchField({
  field,
  value,
  onFocus,
  onSearch,
}: {
  readonly field: Ref<HTMLInputElement>;
  readonly value: string;
  readonly onFocus: () => void;
  readonly onSearch: (search: string) => void;
}) {
  const { words } = useLook();
  return (
    <label class="search">
      <span>{words.search}</span>
      <input
        type="search"
        ref={field}
        value={value}
        onFocus={onFocus}
        onInput={(event) => onSearch(event.currentTarget.value)}
      />
    </label>
  );
}

function Choice({
  look = "choice-field",
  label,
  value,
  options,
  onChange,
}: {
  readonly look?: "choice-field" | "inline";
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label class={look}>
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([name, title]) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
