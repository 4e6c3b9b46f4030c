import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { CandidateTexts, CandidateThoughts, QuestionTexts } from "../src/reports/page/report-texts.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { AnswerView } from "./answer-view.tsx";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import { PlainView, RichView } from "./rich-view.tsx";
import { visible } from "./visible-text.ts";

/** What one model said to everything. */
export interface Side {
  readonly texts: CandidateTexts;
  readonly thoughts: CandidateThoughts | null;
}

/** One turn of a question: what was asked in a quiet box, the chosen models' answers side by side under it. */
export function QuestionTurn({
  board,
  item,
  turn,
  texts,
  chosen,
  sides,
  onCompare,
}: {
  readonly board: ReportBoard;
  /** Its place among the board's items. */
  readonly item: number;
  readonly turn: number;
  readonly texts: QuestionTexts | null;
  readonly chosen: readonly number[];
  readonly sides: ReadonlyMap<number, Side>;
  readonly onCompare: (candidate: string) => void;
}) {
  const { words } = useLook();
  return (
    <section class="turn" aria-label={words.turn(turn)}>
      <Asked texts={texts} turn={turn} />
      {board.errata
        .filter((erratum) => erratum.item === item)
        .map(({ right: value, why }) => (
          <p key={value} class="wrong">
            {words.wrongReference(visible(value))} <small>{visible(why)}</small>
          </p>
        ))}
      <div class={`answers n${chosen.length}`}>
        {chosen.map((one) => (
          <Answer
            key={board.candidates[one]?.id ?? one}
            board={board}
            item={item}
            candidate={one}
            side={sides.get(one)}
          />
        ))}
      </div>
      {board.candidates.length > 2 && <AllRatings board={board} item={item} chosen={chosen} onCompare={onCompare} />}
    </section>
  );
}

/** The question, and what its set says beside it. */
function Asked({ texts, turn }: { readonly texts: QuestionTexts | null; readonly turn: number }) {
  const { words } = useLook();
  const question = texts?.turns?.[turn - 1];
  const reference = texts?.reference?.[turn - 1];
  return (
    <>
      <div class="asked">
        <h4>{words.asked(turn)}</h4>
        {question === undefined ? <p class="note">{words.noText}</p> : <PlainView text={question} />}
      </div>
      {typeof texts?.criterion === "string" && (
        <details class="reference">
          <summary>{words.criterion}</summary>
          <PlainView text={texts.criterion} />
        </details>
      )}
      {texts?.metadata !== undefined && texts.metadata.length > 0 && (
        <details class="reference">
          <summary>{words.metadata}</summary>
          <PlainView text={texts.metadata.map(([name, value]) => `${name}: ${value}`).join("\n")} />
        </details>
      )}
      {reference !== undefined && (
        <details class="reference">
          <summary>{words.reference}</summary>
          <RichView text={reference ?? ""} />
        </details>
      )}
    </>
  );
}

/** One model's answer; its texts may still be on their way. */
function Answer({
  board,
  item,
  candidate: index,
  side,
}: {
  readonly board: ReportBoard;
  readonly item: number;
  readonly candidate: number;
  readonly side: Side | undefined;
}) {
  const { words } = useLook();
  const candidate = board.candidates[index];
  if (candidate === undefined) return null;
  return (
    <article class="answer">
      <h4>
        <ModelName name={candidate.name} slot={candidate.slot} />
      </h4>
      {side === undefined ? (
        <p class="note">{words.loading}</p>
      ) : (
        <AnswerView
          trials={side.texts[item] ?? []}
          thoughts={side.thoughts?.[item] ?? null}
          thinks={candidate.thinks}
        />
      )}
    </article>
  );
}

/** Everybody's ratings of the turn; each opens its model beside the other. */
function AllRatings({
  board,
  item,
  chosen,
  onCompare,
}: {
  readonly board: ReportBoard;
  readonly item: number;
  readonly chosen: readonly number[];
  readonly onCompare: (candidate: string) => void;
}) {
  const { words } = useLook();
  return (
    <details class="others">
      <summary>{words.allRatings}</summary>
      <ul>
        {board.candidates.map((candidate, one) => {
          const rating = candidate.cells.ratings[item] ?? null;
          return (
            <li key={candidate.id}>
              <button
                type="button"
                class="plain"
                disabled={chosen.includes(one)}
                onClick={() => onCompare(candidate.id)}
              >
                <span class="number">
                  {rating === null ? words.notAvailable : fixed(rating, Number.isInteger(rating) ? 0 : 1)}
                </span>
                <ModelName name={candidate.name} slot={candidate.slot} />
              </button>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
