import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { QuestionTexts } from "../src/reports/page/report-texts.ts";
import type { Chunks } from "./chunks.ts";
import { useLook } from "./context.ts";
import type { Place } from "./place.ts";
import { ModelSelect, QuestionFilters } from "./question-filters.tsx";
import { QuestionList } from "./question-list.tsx";
import { type QuestionFilter, questionRows } from "./question-rows.ts";
import { QuestionView } from "./question-view.tsx";
import { buildIndex, type SearchIndex } from "./search.ts";
import { visibleName } from "./visible-text.ts";

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
  const [filter, setFilter] = useState<QuestionFilter>({
    category: null,
    turn: null,
    show: "all",
    order: "difference",
  });
  const [texts, setTexts] = useState<readonly QuestionTexts[]>([]);
  const [index, setIndex] = useState<SearchIndex | null>(null);
  const [wanted, setWanted] = useState(place.search !== "");
  const searchField = useRef<HTMLInputElement>(null);
  const section = useRef<HTMLElement>(null);

  useEffect(() => {
    let current = true;
    chunks.questions(at).then((read) => current && setTexts(read));
    return () => {
      current = false;
    };
  }, [chunks, at, board]);
  useEffect(() => {
    if (!wanted || board === undefined) return;
    let current = true;
    setIndex(null);
    buildIndex(board, at, chunks).then((built) => current && setIndex(built));
    return () => {
      current = false;
    };
  }, [wanted, chunks, at, board]);

  const [left, right] = board === undefined ? [0, null] : compared(board, place);
  const all = useMemo(
    () => (board === undefined ? [] : questionRows(board, left, right, filter)),
    [board, left, right, filter],
  );
  const hits = useMemo(() => (place.search === "" ? null : (index?.find(place.search) ?? null)), [index, place.search]);
  const rows = hits === null ? all : all.filter(({ question }) => hits.has(question));
  const open = board?.questions.findIndex(({ id }) => id === place.question) ?? -1;
  const go = (question: number | null) =>
    onPlace({ question: question === null ? null : (board?.questions[question]?.id ?? null) });
  const neighbour = (step: 1 | -1): number | null => {
    const here = rows.findIndex(({ question }) => question === open);
    return rows[here < 0 ? 0 : here + step]?.question ?? null;
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const typing = event.target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/u.test(event.target.tagName);
      if (event.key === "Escape") {
        if (typing && event.target instanceof HTMLElement) event.target.blur();
        else if (open >= 0) go(null);
        return;
      }
      if (typing) return;
      if (event.key === "/") {
        event.preventDefault();
        if (open >= 0) go(null);
        requestAnimationFrame(() => searchField.current?.focus());
      } else if (event.key === "j" || event.key === "k") {
        const next = neighbour(event.key === "j" ? 1 : -1);
        if (next !== null) go(next);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });

  if (board === undefined) return null;
  const choose = (side: "left" | "right", id: string) => onPlace({ [side]: id });
  const models = (
    <div class="compare">
      <ModelSelect label={words.left} board={board} value={left} onChange={(id) => choose("left", id)} />
      {right !== null && (
        <ModelSelect label={words.right} board={board} value={right} onChange={(id) => choose("right", id)} />
      )}
    </div>
  );
  return (
    <section class="questions screen" aria-labelledby="questions" ref={section}>
      <h2 id="questions">{words.questions}</h2>
      {boards.length > 1 && (
        <label class="inline">
          <span>{words.protocol}</span>
          <select
            value={String(at)}
            onChange={(event) =>
              onPlace({
                question: null,
                protocol: boards[Number(event.currentTarget.value)]?.shortKey ?? null,
              })
            }
          >
            {boards.map(({ key, shortKey, judge, set }, one) => (
              <option key={key} value={String(one)}>
                {visibleName(`${set.title} · ${judge.id} · ${shortKey}`)}
              </option>
            ))}
          </select>
        </label>
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
        <>
          <div class="filters">
            <label class="search">
              <span>{words.search}</span>
              <input
                type="search"
                ref={searchField}
                value={place.search}
                onFocus={() => setWanted(true)}
                onInput={(event) => {
                  setWanted(true);
                  onPlace({ search: event.currentTarget.value });
                }}
              />
            </label>
            <QuestionFilters board={board} filter={filter} onFilter={setFilter} />
          </div>
          {models}
          <p class="note" role="status">
            {place.search !== "" && index === null ? words.searching : words.found(rows.length)}
            <span class="keys"> · {words.keys}</span>
          </p>
          {rows.length === 0 ? (
            <p class="empty">{words.nothing}</p>
          ) : (
            <QuestionList
              board={board}
              rows={rows}
              texts={texts}
              left={left}
              right={right}
              hits={hits}
              place={place}
              onQuestion={go}
            />
          )}
        </>
      )}
    </section>
  );
}

/** The two models that an address names, or the two best. */
function compared(board: ReportBoard, place: Place): [number, number | null] {
  const find = (id: string | null) => board.candidates.findIndex((candidate) => candidate.id === id);
  const left = Math.max(0, find(place.left));
  if (board.candidates.length < 2) return [left, null];
  const right = find(place.right);
  return [left, right >= 0 && right !== left ? right : left === 0 ? 1 : 0];
}
