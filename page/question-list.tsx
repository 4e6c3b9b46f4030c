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
  const { language, words } = useLook();
  const sides = right === null ? [left] : [left, right];
  const rated = hasPeople(board);
  const demands = board.candidates.some(({ cells }) => cells.held.some((held) => held !== null));
  return (
    <Scroll label={words.questions}>
      <table class="list">
        <caption class="hidden">{words.questions}</caption>
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
            {right !== null && (
              <th scope="col" class="number">
                ±
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ question, turns, difference, held, people, wrongReference }) => {
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
                <td class="category">
                  {categoryName(category, language)}
                  {wrongReference && <b class="mark"> {words.showErrata}</b>}
                </td>
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
                {rated && (
                  <td class="number">
                    {(["left", "right"] as const)
                      .slice(0, sides.length)
                      .map((side) =>
                        people
                          .map((turn) => (turn[side] === null ? words.notAvailable : rating(turn[side])))
                          .join(" / "),
                      )
                      .join(" · ")}
                  </td>
                )}
                {demands && (
                  <td class="held">
                    {held
                      .map((one) => (one === null ? words.notAvailable : one ? words.heldYes : words.heldNo))
                      .join(" / ")}
                  </td>
                )}
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
