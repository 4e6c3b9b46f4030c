import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { categoryName } from "../src/reports/category-names.ts";
import type { ReportBoard } from "../src/reports/page/report-record.ts";
import type { QuestionTexts } from "../src/reports/page/report-texts.ts";
import type { Chunks } from "./chunks.ts";
import { useLook } from "./context.ts";
import { QuestionTurn, type Side } from "./question-turn.tsx";
import { visibleName } from "./visible-text.ts";

/** The models that are looked at side by side; `right` null: one alone. */
interface Chosen {
  readonly board: ReportBoard;
  readonly boardIndex: number;
  readonly left: number;
  readonly right: number | null;
  readonly chunks: Chunks;
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
}: Chosen & {
  readonly question: number;
  readonly texts: QuestionTexts | null;
  readonly models: ComponentChildren;
  readonly previous: number | null;
  readonly next: number | null;
  readonly onQuestion: (question: number | null) => void;
  readonly onCompare: (candidate: string) => void;
}) {
  const { language, words } = useLook();
  const top = useRef<HTMLDivElement>(null);
  const chosen = right === null ? [left] : [left, right];
  const sides = useSides({ board, boardIndex, left, right, chunks });
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
        <QuestionTurn
          key={turn}
          board={board}
          item={index}
          turn={turn}
          texts={texts}
          chosen={chosen}
          sides={sides}
          onCompare={onCompare}
        />
      ))}
    </div>
  );
}

/** What the chosen models said, as it comes. */
function useSides({ board, boardIndex, left, right, chunks }: Chosen): ReadonlyMap<number, Side> {
  const [sides, setSides] = useState<ReadonlyMap<number, Side>>(new Map());
  useEffect(() => {
    let current = true;
    for (const index of right === null ? [left] : [left, right]) {
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
  return sides;
}
