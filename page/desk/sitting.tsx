import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskFacts, StepView } from "../../src/people/desk-view.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { PlainView, RichView } from "../rich-view.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import { chosenBy, pointsOf } from "./choices.ts";
import { Conversation, JudgeSays } from "./conversation.tsx";
import type { Standing } from "./desk-api.ts";
import { actionIn, meansItself, useDeskKeys } from "./desk-keys.ts";
import type { DeskWords } from "./desk-words.ts";
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

  useDeskKeys((key, target) => {
    const help = () => setOpen("keys");
    const anywhere = actionIn({ u: sitting.undo, "?": help, h: help, g: () => toggle("rubric"), b: back }, key);
    if (anywhere !== null || view === null) return anywhere;
    const atStep = actionIn(
      {
        f: forward,
        r: () => toggle("reference"),
        j: facts.judged ? sitting.look : null,
        Enter: meansItself(target) ? null : sitting.confirm,
      },
      key,
    );
    if (atStep !== null || view.locked) return atStep;
    const chosen = chosenBy(key, facts, pointsOf(facts), sitting.chosenNow());
    if (chosen !== null) return () => sitting.choose(chosen);
    return actionIn({ n: () => noteField.current?.focus(), s: () => setOpen("skip") }, key);
  });

  return (
    <main id="main">
      <ProgressRow
        sitting={sitting}
        words={words}
        rubric={panels.rubric}
        onRubric={() => toggle("rubric")}
        onKeys={() => setOpen("keys")}
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
        <>
          <Conversation key={view.place} view={view} facts={facts} words={words} language={language} />
          <Aids
            view={view}
            sitting={sitting}
            judged={facts.judged}
            words={words}
            reference={panels.reference}
            onReference={() => toggle("reference")}
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
              skip: () => setOpen("skip"),
              back,
              next: forward,
              undo: sitting.undo,
            }}
          />
        </>
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
