import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import { fixed, signed } from "../src/reports/number-text.ts";
import type { ReportBoard } from "../src/reports/report-record.ts";
import type { QuestionTexts } from "../src/reports/report-texts.ts";
import type { Chunks } from "./chunks.ts";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import type { Place } from "./place.ts";
import { type QuestionFilter, type QuestionRow, questionOrders, questionRows, questionShows } from "./question-rows.ts";
import { QuestionView } from "./question-view.tsx";
import { Scroll } from "./scroll.tsx";
import { buildIndex, type Hit, type SearchIndex } from "./search.ts";
import { visible, visibleName } from "./visible-text.ts";

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
  const { language, words } = useLook();
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
  const turns = [...new Set(board.items.map(({ turn }) => turn))].sort();
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
            <Choice
              label={words.category}
              value={filter.category ?? ""}
              options={[
                ["", words.all],
                ...board.categories.map((name) => [name, categoryName(name, language)] as const),
              ]}
              onChange={(value) => setFilter({ ...filter, category: value === "" ? null : value })}
            />
            {turns.length > 1 && (
              <Choice
                label={words.turnFilter}
                value={String(filter.turn ?? "")}
                options={[["", words.all], ...turns.map((turn) => [String(turn), words.turn(turn)] as const)]}
                onChange={(value) => setFilter({ ...filter, turn: value === "" ? null : Number(value) })}
              />
            )}
            <Choice
              label={words.show}
              value={filter.show}
              options={[
                ["all", words.showAll],
                ["unrated", words.showUnrated],
                ["low", words.showLow],
                ["high", words.showHigh],
              ]}
              onChange={(value) => setFilter({ ...filter, show: questionShows.find((one) => one === value) ?? "all" })}
            />
            <Choice
              label={words.order}
              value={filter.order}
              options={[
                ["difference", words.orderDifference],
                ["disagreement", words.orderDisagreement],
                ["low", words.orderLow],
                ["number", words.orderNumber],
              ]}
              onChange={(value) =>
                setFilter({ ...filter, order: questionOrders.find((one) => one === value) ?? "difference" })
              }
            />
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

function ModelSelect({
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
      options={board.candidates.map(({ id }, index) => [String(index), visibleName(id)] as const)}
      onChange={(index) => onChange(board.candidates[Number(index)]?.id ?? "")}
    />
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}) {
  return (
    <label class="choice-field">
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

function QuestionList({
  board,
  rows,
  texts,
  left,
  right,
  hits,
  place,
  onQuestion,
}: {
  readonly board: ReportBoard;
  readonly rows: readonly QuestionRow[];
  readonly texts: readonly QuestionTexts[];
  readonly left: number;
  readonly right: number | null;
  readonly hits: ReadonlyMap<number, Hit> | null;
  readonly place: Place;
  readonly onQuestion: (question: number) => void;
}) {
  const { language, words } = useLook();
  const sides = right === null ? [left] : [left, right];
  return (
    <Scroll label={words.questions}>
      <table class="list">
        <caption class="hidden">{words.questions}</caption>
        <thead>
          <tr>
            <th scope="col" class="number">
              #
            </th>
            <th scope="col">{words.category}</th>
            <th scope="col" class="wide">
              {words.question("")}
            </th>
            {sides.map((index) => {
              const candidate = board.candidates[index];
              return (
                <th key={index} scope="col" class="number side">
                  {candidate !== undefined && <ModelName id={candidate.id} slot={candidate.slot} />}
                </th>
              );
            })}
            {right !== null && (
              <th scope="col" class="number">
                ±
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ question, turns, difference }) => {
            const { id, category } = board.questions[question] ?? { id: "", category: "" };
            const hit = hits?.get(question);
            return (
              <tr key={id} onClick={() => onQuestion(question)}>
                <td class="number">
                  <a
                    href={`#q=${encodeURIComponent(id)}`}
                    onClick={(event) => {
                      event.preventDefault();
                      event.stopPropagation();
                      onQuestion(question);
                    }}
                  >
                    {visibleName(id)}
                  </a>
                </td>
                <td class="category">{categoryName(category, language)}</td>
                <td class="wide">
                  {hit === undefined || place.search === "" ? (
                    <span class="start">{visible(texts[question]?.turns?.[0]?.slice(0, 140) ?? "")}</span>
                  ) : (
                    <span class="start">
                      {hit.candidate !== null && <b>{visibleName(board.candidates[hit.candidate]?.id ?? "")} </b>}…
                      {visible(hit.before)}
                      <mark>{visible(hit.match)}</mark>
                      {visible(hit.after)}…
                    </span>
                  )}
                </td>
                {(["left", "right"] as const).slice(0, sides.length).map((side) => (
                  <td key={side} class="number side">
                    {turns.map((turn) => (turn[side] === null ? words.notAvailable : rating(turn[side]))).join(" / ")}
                  </td>
                ))}
                {right !== null && (
                  <td class="number">{difference === null ? words.notAvailable : signed(difference, 1)}</td>
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}

function rating(value: number): string {
  return Number.isInteger(value) ? String(value) : fixed(value, 1);
}
