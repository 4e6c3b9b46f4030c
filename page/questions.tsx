import type { ComponentChildren, RefObject } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { Chunks } from "./chunks.ts";
import { useLook } from "./context.ts";
import { listCsv, listedTurns, saveFile } from "./list-file.ts";
import type { Place } from "./place.ts";
import { useRows, useSearchIndex, useTexts } from "./question-data.ts";
import { ModelSelect, ProtocolSelect, QuestionFilters, SearchField } from "./question-filters.tsx";
import { useQuestionKeys } from "./question-keys.ts";
import { QuestionList } from "./question-list.tsx";
import type { QuestionFilter, QuestionRow } from "./question-rows.ts";
import { QuestionView } from "./question-view.tsx";

/** Everything below the charts: the list of questions, its filters and search, and one question when it is opened. */
export function Questions({
  boards,
  place,
  onPlace,
  chunks,
}: {
  readonly boards: readonly ReportBoard[];
  readonly place: Place;
  readonly onPlace: (change: Partial<Place>) => void;
  readonly chunks: Chunks;
}) {
  const { words } = useLook();
  const found = boards.findIndex(({ key }) => place.protocol !== null && key.startsWith(place.protocol));
  const at = Math.max(0, found);
  const board = boards[at];
  const [wanted, setWanted] = useState(place.search !== "");
  const searchField = useRef<HTMLInputElement>(null);
  const texts = useTexts(board, at, chunks);
  const index = useSearchIndex(board, at, chunks, wanted);
  const [left, right] = board === undefined ? [0, null] : compared(board, place);
  const hits = useMemo(() => (place.search === "" ? null : (index?.find(place.search) ?? null)), [index, place.search]);
  const filter = useMemo(() => fitting(place.filter, board), [place.filter, board]);
  const rows = useRows(board, left, right, filter, hits);
  const { open, go, neighbour } = useOpened({ board, rows, place, onPlace, searchField });

  if (board === undefined) return null;
  const choose = (side: "left" | "right", id: string) => onPlace({ [side]: id });
  const models = <ComparedModels board={board} left={left} right={right} onChoose={choose} />;
  return (
    <section class="questions screen" aria-labelledby="questions">
      <h2 id="questions">{words.questions}</h2>
      {boards.length > 1 && (
        <ProtocolSelect
          boards={boards}
          value={at}
          onChange={(one) => onPlace({ question: null, protocol: boards[one]?.shortKey ?? null })}
        />
      )}
      {open >= 0 ? (
        <QuestionView
          board={board}
          boardIndex={at}
          question={open}
          texts={texts[open] ?? null}
          left={left}
          right={right}
          chunks={chunks}
          models={models}
          previous={neighbour(-1)}
          next={neighbour(1)}
          onQuestion={go}
          onCompare={(id) => choose(right === null ? "left" : "right", id)}
        />
      ) : (
        <FoundQuestions
          board={board}
          place={place}
          onPlace={onPlace}
          searchField={searchField}
          onSearching={() => setWanted(true)}
          isSearching={place.search !== "" && index === null}
          filter={filter}
          models={models}
          list={{ rows, texts, left, right, hits }}
          onQuestion={go}
        />
      )}
    </section>
  );
}

/** Which question is open, and how others are gone to, by keys as well. */
function useOpened({
  board,
  rows,
  place,
  onPlace,
  searchField,
}: {
  readonly board: ReportBoard | undefined;
  readonly rows: readonly QuestionRow[];
  readonly place: Place;
  readonly onPlace: (change: Partial<Place>) => void;
  readonly searchField: RefObject<HTMLInputElement | null>;
}) {
  const open = board?.questions.findIndex(({ id }) => id === place.question) ?? -1;
  const go = (question: number | null) =>
    onPlace({ question: question === null ? null : (board?.questions[question]?.id ?? null) });
  const neighbour = (step: 1 | -1): number | null => {
    const here = rows.findIndex(({ question }) => question === open);
    return rows[here < 0 ? 0 : here + step]?.question ?? null;
  };

  useQuestionKeys({
    isOpen: open >= 0,
    close: () => go(null),
    step(by) {
      const next = neighbour(by);
      if (next !== null) go(next);
    },
    search() {
      if (open >= 0) go(null);
      requestAnimationFrame(() => searchField.current?.focus());
    },
  });
  return { open, go, neighbour };
}

/** The filters, and the list of what they let through. */
function FoundQuestions({
  board,
  place,
  onPlace,
  searchField,
  onSearching,
  isSearching,
  filter,
  models,
  list,
  onQuestion,
}: {
  readonly board: ReportBoard;
  readonly place: Place;
  readonly onPlace: (change: Partial<Place>) => void;
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly onSearching: () => void;
  readonly isSearching: boolean;
  readonly filter: QuestionFilter;
  readonly models: ComponentChildren;
  readonly list: Pick<Parameters<typeof QuestionList>[0], "rows" | "texts" | "left" | "right" | "hits">;
  readonly onQuestion: (question: number) => void;
}) {
  const { words } = useLook();
  const { rows, left, right } = list;
  return (
    <>
      <div class="filters">
        <SearchField
          field={searchField}
          value={place.search}
          onFocus={onSearching}
          onSearch={(search) => {
            onSearching();
            onPlace({ search });
          }}
        />
        <QuestionFilters board={board} filter={filter} onFilter={(next) => onPlace({ filter: next })} />
      </div>
      {models}
      <p class="note" role="status">
        {isSearching ? words.searching : words.found(rows.length)}
        <span class="keys"> · {words.keys}</span>
        <ListFiles board={board} rows={rows} left={left} right={right} turn={filter.turn} />
      </p>
      {rows.length === 0 ? (
        <p class="empty">{words.nothing}</p>
      ) : (
        <QuestionList board={board} {...list} place={place} onQuestion={onQuestion} />
      )}
    </>
  );
}

/** The list as files. */
function ListFiles({
  board,
  rows,
  left,
  right,
  turn,
}: {
  readonly board: ReportBoard;
  readonly rows: readonly QuestionRow[];
  readonly left: number;
  readonly right: number | null;
  readonly turn: number | null;
}) {
  const { words } = useLook();
  const turns = () => listedTurns(board, rows, right === null ? [left] : [left, right], turn);
  return (
    <span class="list-files">
      {words.saveList}{" "}
      <button type="button" class="plain" onClick={() => saveFile("questions.csv", "text/csv", listCsv(turns()))}>
        CSV
      </button>{" "}
      <button
        type="button"
        class="plain"
        onClick={() => saveFile("questions.json", "application/json", `${JSON.stringify(turns(), null, 1)}\n`)}
      >
        JSON
      </button>
    </span>
  );
}

function ComparedModels({
  board,
  left,
  right,
  onChoose,
}: {
  readonly board: ReportBoard;
  readonly left: number;
  readonly right: number | null;
  readonly onChoose: (side: "left" | "right", id: string) => void;
}) {
  const { words } = useLook();
  return (
    <div class="compare">
      <ModelSelect label={words.left} board={board} value={left} onChange={(id) => onChoose("left", id)} />
      {right !== null && (
        <ModelSelect label={words.right} board={board} value={right} onChange={(id) => onChoose("right", id)} />
      )}
    </div>
  );
}

/** An address may come from another report: a category that this board has not is no wish. */
function fitting(filter: QuestionFilter, board: ReportBoard | undefined): QuestionFilter {
  const { category } = filter;
  return category === null || board?.categories.includes(category) === true ? filter : { ...filter, category: null };
}

/** The two models that an address names, or the two best. */
function compared(board: ReportBoard, place: Place): [number, number | null] {
  const find = (id: string | null) => board.candidates.findIndex((candidate) => candidate.id === id);
  const left = Math.max(0, find(place.left));
  if (board.candidates.length < 2) return [left, null];
  const right = find(place.right);
  return [left, right >= 0 && right !== left ? right : left === 0 ? 1 : 0];
}
