import { useState } from "preact/hooks";
import type { AnswerText, JudgmentText } from "../src/reports/page/report-texts.ts";
import { fixed, grouped } from "../src/reports/tables/number-text.ts";
import { useLook } from "./context.ts";
import { PlainView, RichView } from "./rich-view.tsx";
import { visible, visibleName } from "./visible-text.ts";

/** One model's answer to one turn: the rating large, the answer rendered, thoughts and judge folded. */
export function AnswerView({
  trials,
  thoughts,
  thinks,
}: {
  readonly trials: readonly AnswerText[];
  readonly thoughts: readonly (string | null)[] | null;
  readonly thinks: boolean;
}) {
  const { words } = useLook();
  const [at, setAt] = useState(0);
  const trial = Math.min(at, Math.max(0, trials.length - 1));
  const answer = trials[trial];
  if (answer === undefined) return <p class="failed">{words.noAnswer}</p>;
  const thought = thoughts?.[trial] ?? null;
  return (
    <>
      {trials.length > 1 && (
        <div class="trials">
          {trials.map((one, index) => (
            <button type="button" key={index} class="plain" aria-pressed={index === trial} onClick={() => setAt(index)}>
              {words.trial(index + 1)} <span class="number">{meanText(one.judgments, words.notAvailable)}</span>
            </button>
          ))}
        </div>
      )}
      <p class="verdict">
        <span class="rating">{meanText(answer.judgments, words.notAvailable)}</span>
        <span class="facts">{factsOf(answer, words).join(" · ")}</span>
      </p>
      {(thought !== null || (thinks && thoughts === null)) && (
        <details class="thought">
          <summary>{words.thought}</summary>
          {thought === null ? <p class="note">{words.thoughtLeftOut}</p> : <PlainView text={thought} />}
        </details>
      )}
      {answer.text === null ? (
        <p class="failed">
          {words.noAnswer}
          {answer.failure !== null && `: ${words.failures[answer.failure]}`}
          {answer.message !== null && <small> {visible(answer.message)}</small>}
        </p>
      ) : (
        <RichView text={answer.text} />
      )}
      {answer.judgments.map((judgment, index) => (
        <Judgment key={index} judgment={judgment} />
      ))}
      {answer.people.length > 0 && <People people={answer.people} />}
    </>
  );
}

function Judgment({ judgment }: { readonly judgment: JudgmentText }) {
  const { words } = useLook();
  const { rating, reason, method, flags, judgeModel } = judgment;
  const notes = [
    judgeModel ?? "",
    rating === null ? (reason === null ? "" : words.unrated[reason]) : ratingText(rating),
    method === null ? "" : words.readBy(method),
    flags.length === 0 ? "" : words.flags(flags.join(", ")),
  ].filter((note) => note !== "");
  return (
    <details class="judgment">
      <summary>
        {words.judgeWords} <small>{visible(notes.join(" · "))}</small>
      </summary>
      {judgment.words !== null && <RichView text={judgment.words} />}
    </details>
  );
}

/** What people gave to the same answer, with their notes. */
function People({ people }: { readonly people: AnswerText["people"] }) {
  const { words } = useLook();
  const ratings = people.flatMap(({ rating }) => rating ?? []);
  const mean = ratings.length === 0 ? "" : ratingText(ratings.reduce((sum, one) => sum + one, 0) / ratings.length);
  return (
    <details class="judgment people" open={people.some(({ note }) => note !== "")}>
      <summary>
        {words.people} <small>{mean}</small>
      </summary>
      <ul>
        {people.map(({ person, rating, note }, index) => (
          <li key={index}>
            <b>{visibleName(person)}</b> {rating === null ? words.skipped : ratingText(rating)}
            {note !== "" && <PlainView text={note} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

function factsOf(answer: AnswerText, words: ReturnType<typeof useLook>["words"]): string[] {
  const { unit } = words;
  const facts: string[] = [];
  if (answer.text !== null) facts.push(`${grouped([...answer.text].length)} ${unit.characters}`);
  if (answer.tokens !== null) facts.push(`${grouped(answer.tokens)} ${unit.tokens}`);
  if (answer.thoughtTokens !== null && answer.thoughtTokens > 0) {
    facts.push(`${unit.thought} ${grouped(answer.thoughtTokens)} ${unit.tokens}`);
  }
  if (answer.milliseconds !== null) facts.push(`${fixed(answer.milliseconds / 1000, 1)} ${unit.seconds}`);
  if (answer.cut) facts.push(words.cut);
  return facts;
}

function meanText(judgments: readonly JudgmentText[], none: string): string {
  const ratings = judgments.flatMap(({ rating }) => rating ?? []);
  return ratings.length === 0 ? none : ratingText(ratings.reduce((sum, one) => sum + one, 0) / ratings.length);
}

function ratingText(rating: number): string {
  return Number.isInteger(rating) ? String(rating) : fixed(rating, 1);
}
