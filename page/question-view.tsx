import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { CandidateTexts, CandidateThoughts, QuestionTexts } from "../src/reports/page/report-texts.ts";
import { fixed } from "../src/reports/tables/number-text.ts";
import { AnswerView } from "./answer-view.tsx";
import type { Chunks } from "./chunks.ts";
import { useLook } from "./context.ts";
import { ModelName } from "./marker.tsx";
import { PlainView, RichView } from "./rich-view.tsx";
import { visible, visibleName } from "./visible-text.ts";

interface Side {
  readonly texts: CandidateTexts;
  readonly thoughts: CandidateThoughts | null;
}

/** One question: each turn's question in a quiet box, the chosen models' answers side by side under it. */
export function QuestionView({
  board,
  boardIndex,
  question,
  texts,
  left,
  right,
  chunks,
  models,
  previous,
  next,
  onQuestion,
  onCompare,
}: {
  readonly board: ReportBoard;
  readonly boardIndex: number;
  readonly question: number;
  readonly texts: QuestionTexts | null;
  readonly left: number;
  readonly right: number | null;
  readonly chunks: Chunks;
  readonly models: ComponentChildren;
  readonly previous: number | null;
  readonly next: number | null;
  readonly onQuestion: (question: number | null) => void;
  readonly onCompare: (candidate: string) => void;
}) {
  const { language, words } = useLook();
  const [sides, setSides] = useState<ReadonlyMap<number, Side>>(new Map());
  const top = useRef<HTMLDivElement>(null);
  const chosen = right === null ? [left] : [left, right];
  useEffect(() => {
    let current = true;
    for (const index of chosen) {
      Promise.all([chunks.answers(boardIndex, index), chunks.thoughts(boardIndex, index)]).then(
        ([answers, thoughts]) => {
          if (current) setSides((known) => new Map(known).set(index, { texts: answers, thoughts }));
        },
      );
    }
    return () => {
      current = false;
    };
  }, [board, boardIndex, left, right, chunks]);
  useEffect(() => {
    top.current?.focus({ preventScroll: true });
    top.current?.scrollIntoView({ block: "start" });
  }, [question]);
  const { id, category } = board.questions[question] ?? { id: "", category: "" };
  const items = board.items.flatMap((item, index) => (item.question === question ? [{ index, turn: item.turn }] : []));
  return (
    <div class="question" ref={top} tabIndex={-1}>
      <div class="bar-row">
        <button type="button" class="plain" onClick={() => onQuestion(null)}>
          ← {words.back}
        </button>
        <span class="steps">
          <button type="button" class="plain" disabled={previous === null} onClick={() => onQuestion(previous)}>
            {words.previous}
          </button>
          <button type="button" class="plain" disabled={next === null} onClick={() => onQuestion(next)}>
            {words.next}
          </button>
        </span>
      </div>
      <h3>
        {visibleName(words.question(id))} <small>{categoryName(category, language)}</small>
      </h3>
      {models}
      {items.map(({ index, turn }) => (
        <section key={turn} class="turn" aria-label={words.turn(turn)}>
          <div class="asked">
            <h4>{words.asked(turn)}</h4>
            {texts?.turns?.[turn - 1] === undefined ? (
              <p class="note">{words.noText}</p>
            ) : (
              <PlainView text={texts.turns[turn - 1] ?? ""} />
            )}
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
          {texts?.reference?.[turn - 1] !== undefined && (
            <details class="reference">
              <summary>{words.reference}</summary>
              <RichView text={texts.reference[turn - 1] ?? ""} />
            </details>
          )}
          {board.errata
            .filter((erratum) => erratum.item === index)
            .map(({ right: value, why }) => (
              <p key={value} class="wrong">
                {words.wrongReference(visible(value))} <small>{visible(why)}</small>
              </p>
            ))}
          <div class={`answers n${chosen.length}`}>
            {chosen.map((one) => {
              const candidate = board.candidates[one];
              const side = sides.get(one);
              return candidate === undefined ? null : (
                <article key={candidate.id} class="answer">
                  <h4>
                    <ModelName name={candidate.name} slot={candidate.slot} />
                  </h4>
                  {side === undefined ? (
                    <p class="note">{words.loading}</p>
                  ) : (
                    <AnswerView
                      trials={side.texts[index] ?? []}
                      thoughts={side.thoughts?.[index] ?? null}
                      thinks={candidate.thinks}
                    />
                  )}
                </article>
              );
            })}
          </div>
          {board.candidates.length > 2 && (
            <details class="others">
              <summary>{words.allRatings}</summary>
              <ul>
                {board.candidates.map((candidate, one) => {
                  const rating = candidate.cells.ratings[index] ?? null;
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
          )}
        </section>
      ))}
    </div>
  );
}
