import type { DeskFacts, JudgeView, StepView } from "../../src/people/desk-view.ts";
import { categoryName } from "../../src/reports/category-names.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { PlainView, RichView } from "../rich-view.tsx";
import { visibleName } from "../visible-text.ts";
import type { DeskWords } from "./desk-words.ts";

/** What is read before rating: the question, the answer or two side by side, and what went before. */
export function Conversation({
  view,
  facts,
  words,
  language,
}: {
  readonly view: StepView;
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly language: Language;
}) {
  const { turn, asked, answers } = view;
  const titles = facts.kind === "matches" ? [words.left, words.right] : [words.answer];
  const shown = (at: number) => (
    <div class={`answers n${answers.length}`}>
      {answers.map(({ texts }, side) => {
        const text = texts[at] ?? null;
        return (
          <article key={titles[side]} class="answer">
            <h3>{titles[side]}</h3>
            {text === null ? <p class="note">{words.noText}</p> : <RichView text={text} />}
          </article>
        );
      })}
    </div>
  );
  return (
    <>
      <p class="where">
        {visibleName(words.question(view.question))} · {categoryName(view.category, language)} · {words.turn(turn)}
      </p>
      {view.again && <p class="note">{words.again}</p>}
      {turn > 1 && (
        <details class="earlier">
          <summary>{words.earlier}</summary>
          {asked.slice(0, -1).map((text, at) => (
            <section key={at} class="turn" aria-label={words.turn(at + 1)}>
              <div class="asked">
                <h3>{words.asked(at + 1)}</h3>
                <PlainView text={text} />
              </div>
              {shown(at)}
            </section>
          ))}
        </details>
      )}
      <div class="asked">
        <h2 tabIndex={-1} id="asked">
          {words.asked(turn)}
        </h2>
        <PlainView text={asked.at(-1) ?? ""} />
      </div>
      {view.criterion !== null && (
        <div class="reference">
          <h3>{words.criterion}</h3>
          <PlainView text={view.criterion} />
        </div>
      )}
      {shown(turn - 1)}
      {answers.some(({ cut }) => cut) && <p class="note">{words.cut}</p>}
      {answers.some(({ names }) => names) && <p class="note">{words.names}</p>}
    </>
  );
}

/** What the judge gave, once it may be seen. */
export function JudgeSays({ judge, words }: { readonly judge: JudgeView; readonly words: DeskWords }) {
  const titles = judge.length === 2 ? [words.judgeLeft, words.judgeRight] : [words.judgeSaid];
  return (
    <section class="judge-says" aria-label={words.judgeSaid}>
      <div class={`answers n${judge.length}`}>
        {judge.map((said, side) => (
          <article key={titles[side]} class="answer">
            <h3>
              {titles[side]} {said !== null && <span class="rating">{said.ratings.join(", ")}</span>}
            </h3>
            {said === null ? (
              <p class="note">{words.notJudged}</p>
            ) : (
              said.words.map((text, index) => <RichView key={index} text={text} />)
            )}
          </article>
        ))}
      </div>
    </section>
  );
}
