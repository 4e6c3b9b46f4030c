import { categoryName } from "../src/reports/category-names.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { QuestionTexts } from "../src/reports/page/report-texts.ts";
import { fixed, signed } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import type { Place } from "./place.ts";
import { hasPeople, type QuestionRow } from "./question-rows.ts";
import { Scroll } from "./scroll.tsx";
import type { Hit } from "./search.ts";
import { visible, visibleName } from "./visible-text.ts";

/** The questions that were found, with the ratings of the models that are compared. */
export function QuestionList({
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
  const { words } = useLook();
  const columns: Columns = {
    sides: right === null ? [left] : [left, right],
    rated: hasPeople(board),
    demands: board.candidates.some(({ cells }) => cells.held.some((held) => held !== null)),
  };
  return (
    <Scroll label={words.questions}>
      <table class="list">
        <caption class="hidden">{words.questions}</caption>
        <ListHead board={board} columns={columns} />
        <tbody>
          {rows.map((row) => (
            <ListRow
              key={board.questions[row.question]?.id ?? ""}
              board={board}
              row={row}
              columns={columns}
              start={texts[row.question]?.turns?.[0]?.slice(0, 140) ?? ""}
              hit={place.search === "" ? undefined : hits?.get(row.question)}
              onQuestion={onQuestion}
            />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** What the list has columns for. */
interface Columns {
  /** Places of the models that are compared. */
  readonly sides: readonly number[];
  readonly rated: boolean;
  readonly demands: boolean;
}

function ListHead({
  board,
  columns: { sides, rated, demands },
}: {
  readonly board: ReportBoard;
  readonly columns: Columns;
}) {
  const { words } = useLook();
  return (
    <thead>
      <tr>
        <th scope="col" class="number">
          #
        </th>
        <th scope="col" class="category">
          {words.category}
        </th>
        <th scope="col" class="wide">
          {words.question("")}
        </th>
        {sides.map((index) => {
          const candidate = board.candidates[index];
          return (
            <th key={index} scope="col" class="number side">
              {candidate !== undefined && <ModelName name={candidate.name} slot={candidate.slot} />}
            </th>
          );
        })}
        {rated && (
          <th scope="col" class="number">
            {words.people}
          </th>
        )}
        {demands && (
          <th scope="col" class="held">
            {words.heldColumn}
          </th>
        )}
        {sides.length > 1 && (
          <th scope="col" class="number">
            ±
          </th>
        )}
      </tr>
    </thead>
  );
}

function ListRow({
  board,
  row: { question, turns, difference, held, people, wrongReference },
  columns: { sides, rated, demands },
  start,
  hit,
  onQuestion,
}: {
  readonly board: ReportBoard;
  readonly row: QuestionRow;
  readonly columns: Columns;
  /** How the question begins. */
  readonly start: string;
  /** Where a search found it; undefined: nothing is searched for. */
  readonly hit: Hit | undefined;
  readonly onQuestion: (question: number) => void;
}) {
  const { language, words } = useLook();
  const { id, category } = board.questions[question] ?? { id: "", category: "" };
  const shown = (["left", "right"] as const).slice(0, sides.length);
  const ratings = (turns: readonly SidesOfTurn[], side: "left" | "right"): string =>
    turns.map(({ [side]: value }) => (value === null ? words.notAvailable : rating(value))).join(" / ");
  return (
    <tr onClick={() => onQuestion(question)}>
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
      <td class="category">
        {categoryName(category, language)}
        {wrongReference && <b class="mark"> {words.showErrata}</b>}
      </td>
      <td class="wide">
        {hit === undefined ? (
          <span class="start">{visible(start)}</span>
        ) : (
          <span class="start">
            {hit.candidate !== null && <b>{visibleName(board.candidates[hit.candidate]?.id ?? "")} </b>}…
            {visible(hit.before)}
            <mark>{visible(hit.match)}</mark>
            {visible(hit.after)}…
          </span>
        )}
      </td>
      {shown.map((side) => (
        <td key={side} class="number side">
          {ratings(turns, side)}
        </td>
      ))}
      {rated && <td class="number">{shown.map((side) => ratings(people, side)).join(" · ")}</td>}
      {demands && (
        <td class="held">
          {held.map((one) => (one === null ? words.notAvailable : one ? words.heldYes : words.heldNo)).join(" / ")}
        </td>
      )}
      {sides.length > 1 && <td class="number">{difference === null ? words.notAvailable : signed(difference, 1)}</td>}
    </tr>
  );
}

interface SidesOfTurn {
  readonly left: number | null;
  readonly right: number | null;
}

function rating(value: number): string {
  return Number.isInteger(value) ? String(value) : fixed(value, 1);
}
