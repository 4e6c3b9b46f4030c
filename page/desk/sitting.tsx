import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskFacts, StepView } from "../../src/people/desk-view.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { PlainView, RichView } from "../rich-view.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import { Conversation, JudgeSays } from "./conversation.tsx";
import type { Standing } from "./desk-api.ts";
import type { DeskWords } from "./desk-words.ts";
import { useSittingKeys } from "./sitting-keys.ts";
import { type SittingState, useSitting } from "./use-sitting.ts";
import { KeysWindow, SkipWindow } from "./window.tsx";

interface Panels {
  readonly reference: boolean;
  readonly rubric: boolean;
}

/** One person at the desk. */
export function Sitting({
  facts,
  by,
  first,
  words,
  language,
}: {
  readonly facts: DeskFacts;
  readonly by: string;
  readonly first: Standing;
  readonly words: DeskWords;
  readonly language: Language;
}) {
  const sitting = useSitting(by, first, words);
  const { view, place, standing } = sitting;
  const [panels, setPanels] = useState<Panels>({ reference: false, rubric: false });
  const [open, setOpen] = useState<"skip" | "keys" | null>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const toggle = (name: keyof Panels) => setPanels((now) => ({ ...now, [name]: !now[name] }));

  useEffect(() => {
    setPanels((now) => ({ ...now, reference: false }));
    scrollTo({ top: 0 });
    document.getElementById("asked")?.focus({ preventScroll: true });
  }, [view?.place]);
  const forward = place !== null && place < (standing.next ?? standing.of) ? () => sitting.go(place + 1) : null;
  const back = place !== null && place > 1 ? () => sitting.go(place - 1) : null;

  const ask = { skip: () => setOpen("skip"), keys: () => setOpen("keys"), note: () => noteField.current?.focus() };
  useSittingKeys({ sitting, facts, toggle, forward, back, ask });

  return (
    <main id="main">
      <ProgressRow
        sitting={sitting}
        words={words}
        rubric={panels.rubric}
        onRubric={() => toggle("rubric")}
        onKeys={ask.keys}
      />
      {panels.rubric && (
        <section class="rubric" aria-label={words.rubric}>
          <PlainView text={facts.rubric[language]} />
        </section>
      )}
      <TroubleNote sitting={sitting} words={words} />
      {place === null ? (
        <Done words={words} onReview={() => sitting.go(standing.of)} />
      ) : view === null ? (
        <p class="note">{words.loading}</p>
      ) : (
        <Step
          view={view}
          sitting={sitting}
          facts={facts}
          words={words}
          language={language}
          reference={panels.reference}
          onReference={() => toggle("reference")}
          noteField={noteField}
          ways={{ skip: ask.skip, back, next: forward }}
        />
      )}
      {open === "skip" && (
        <SkipWindow
          words={words}
          onClose={() => setOpen(null)}
          onSkip={(reason) => {
            setOpen(null);
            sitting.skip(reason);
          }}
        />
      )}
      {open === "keys" && <KeysWindow facts={facts} words={words} onClose={() => setOpen(null)} />}
    </main>
  );
}

/** One step: what was said, what helps to rate it, and the answer's bar. */
function Step({
  view,
  sitting,
  facts,
  words,
  language,
  reference,
  onReference,
  noteField,
  ways,
}: {
  readonly view: StepView;
  readonly sitting: SittingState;
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly language: Language;
  readonly reference: boolean;
  readonly onReference: () => void;
  readonly noteField: RefObject<HTMLTextAreaElement | null>;
  readonly ways: Pick<Parameters<typeof AnswerBar>[0]["actions"], "skip" | "back" | "next">;
}) {
  return (
    <>
      <Conversation key={view.place} view={view} facts={facts} words={words} language={language} />
      <Aids
        view={view}
        sitting={sitting}
        judged={facts.judged}
        words={words}
        reference={reference}
        onReference={onReference}
      />
      {sitting.judge !== null && <JudgeSays judge={sitting.judge} words={words} />}
      <AnswerBar
        facts={facts}
        words={words}
        chosen={sitting.chosen}
        note={sitting.note}
        noteField={noteField}
        busy={sitting.busy}
        locked={view.locked}
        message={sitting.message === "" ? givenText(view.given?.kind === "skipped", words) : sitting.message}
        actions={{
          choose: sitting.choose,
          confirm: sitting.confirm,
          note: sitting.write,
          undo: sitting.undo,
          ...ways,
        }}
      />
    </>
  );
}

function ProgressRow({
  sitting: { place, standing },
  words,
  rubric,
  onRubric,
  onKeys,
}: {
  readonly sitting: SittingState;
  readonly words: DeskWords;
  readonly rubric: boolean;
  readonly onRubric: () => void;
  readonly onKeys: () => void;
}) {
  const text = words.progress(place ?? standing.of, standing.of, standing.done);
  return (
    <div class="progress-row">
      <progress max={standing.of} value={standing.done} aria-label={text} />
      <span>{text}</span>
      <span class="helpers">
        <button type="button" class="plain" aria-pressed={rubric} onClick={onRubric}>
          {words.rubric}
        </button>
        <button type="button" class="plain keys" onClick={onKeys}>
          {words.help}
        </button>
      </span>
    </div>
  );
}

function Done({ words, onReview }: { readonly words: DeskWords; readonly onReview: () => void }) {
  return (
    <section class="done">
      <h2 tabIndex={-1} id="asked">
        {words.done}
      </h2>
      <p>{words.doneNote}</p>
      <p>
        <button type="button" class="plain" onClick={onReview}>
          {words.review}
        </button>
      </p>
    </section>
  );
}

/** The reference, and what the judge said, which nobody sees before an answer of their own. */
function Aids({
  view,
  sitting,
  judged,
  words,
  reference,
  onReference,
}: {
  readonly view: StepView;
  readonly sitting: SittingState;
  readonly judged: boolean;
  readonly words: DeskWords;
  readonly reference: boolean;
  readonly onReference: () => void;
}) {
  return (
    <>
      <div class="aids">
        <button type="button" class="plain" aria-pressed={reference} onClick={onReference}>
          {words.reference}
        </button>
        {judged && view.given !== null && (
          <>
            <button type="button" class="plain" aria-pressed={sitting.judge !== null} onClick={sitting.look}>
              {words.judge}
            </button>
            <span class="note">{view.locked ? words.locked : words.lockWarning}</span>
          </>
        )}
      </div>
      {reference && (
        <section class="reference" aria-label={words.reference}>
          {view.reference === null ? <p class="note">{words.none}</p> : <RichView text={view.reference} />}
        </section>
      )}
    </>
  );
}

/** What is not on the disk, and what to do. */
function TroubleNote({ sitting: { trouble }, words }: { readonly sitting: SittingState; readonly words: DeskWords }) {
  if (trouble === null) return null;
  return (
    <div class="trouble" role="alert">
      {trouble.kind === "lost" ? (
        <>
          <p>{words.lost}</p>
          <p>{words.lostNote}</p>
          <button type="button" class="plain" onClick={trouble.again}>
            {words.retry}
          </button>
        </>
      ) : (
        <p>
          {words.refused}: {trouble.problem}
        </p>
      )}
    </div>
  );
}

function givenText(skipped: boolean, words: DeskWords): string {
  return skipped ? words.given(words.skipped) : "";
}
