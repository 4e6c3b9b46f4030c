import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskFacts } from "../../src/people/desk-view.ts";
import type { Language } from "../../src/reports/page/report-record.ts";
import { PlainView, RichView } from "../rich-view.tsx";
import { AnswerBar } from "./answer-bar.tsx";
import { chosenBy, pointsOf } from "./choices.ts";
import { Conversation, JudgeSays } from "./conversation.tsx";
import type { Standing } from "./desk-api.ts";
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

  // The newest drawing's own: keys may come before the effects of a drawing have run.
  const onKey = useRef<(event: KeyboardEvent) => void>(() => undefined);
  onKey.current = (event) => {
    if (event.isComposing || event.altKey) return;
    // Asked of the page itself: a window that was just closed must not swallow the next key.
    if (document.querySelector("dialog[open]") !== null) return;
    const target = event.target instanceof HTMLElement ? event.target : null;
    const confirms = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if ((event.ctrlKey || event.metaKey) && !confirms) return;
    if (!confirms && isTyping(target)) {
      if (event.key === "Escape") target?.blur();
      if (event.key !== "Enter" || target?.matches("input.point") !== true) return;
    }
    if (onDeskKey(event.key, target)) event.preventDefault();
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey.current(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  function onDeskKey(key: string, target: HTMLElement | null): boolean {
    if (key === "u") return run(sitting.undo);
    if (key === "?" || key === "h") return run(() => setOpen("keys"));
    if (key === "g") return run(() => toggle("rubric"));
    if (key === "b" && back !== null) return run(back);
    if (view === null) return false;
    if (key === "f" && forward !== null) return run(forward);
    if (key === "r") return run(() => toggle("reference"));
    if (key === "j" && facts.judged) return run(sitting.look);
    if (key === "Enter") {
      // A button that is no rating means itself.
      if (target?.matches("button:not(.point), summary, select, a") === true) return false;
      return run(sitting.confirm);
    }
    if (view.locked) return false;
    if (key === "n") return run(() => noteField.current?.focus());
    if (key === "s") return run(() => setOpen("skip"));
    const chosen = chosenBy(key, facts, pointsOf(facts), sitting.chosenNow());
    return chosen === null ? false : run(() => sitting.choose(chosen));
  }

  return (
    <main id="main">
      <div class="progress-row">
        <progress
          max={standing.of}
          value={standing.done}
          aria-label={words.progress(place ?? standing.of, standing.of, standing.done)}
        />
        <span>{words.progress(place ?? standing.of, standing.of, standing.done)}</span>
        <span class="helpers">
          <button type="button" class="plain" aria-pressed={panels.rubric} onClick={() => toggle("rubric")}>
            {words.rubric}
          </button>
          <button type="button" class="plain keys" onClick={() => setOpen("keys")}>
            {words.help}
          </button>
        </span>
      </div>
      {panels.rubric && (
        <section class="rubric" aria-label={words.rubric}>
          <PlainView text={facts.rubric[language]} />
        </section>
      )}
      <TroubleNote sitting={sitting} words={words} />
      {place === null ? (
        <section class="done">
          <h2 tabIndex={-1} id="asked">
            {words.done}
          </h2>
          <p>{words.doneNote}</p>
          <p>
            <button type="button" class="plain" onClick={() => sitting.go(standing.of)}>
              {words.review}
            </button>
          </p>
        </section>
      ) : view === null ? (
        <p class="note">{words.loading}</p>
      ) : (
        <>
          <Conversation key={view.place} view={view} facts={facts} words={words} language={language} />
          <div class="aids">
            <button type="button" class="plain" aria-pressed={panels.reference} onClick={() => toggle("reference")}>
              {words.reference}
            </button>
            {facts.judged && view.given !== null && (
              <button type="button" class="plain" aria-pressed={sitting.judge !== null} onClick={sitting.look}>
                {words.judge}
              </button>
            )}
            {view.given !== null && facts.judged && (
              <span class="note">{view.locked ? words.locked : words.lockWarning}</span>
            )}
          </div>
          {panels.reference && (
            <section class="reference" aria-label={words.reference}>
              {view.reference === null ? <p class="note">{words.none}</p> : <RichView text={view.reference} />}
            </section>
          )}
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

function isTyping(target: HTMLElement | null): boolean {
  return target?.matches("input, textarea, select") === true;
}

function run(action: () => void): true {
  action();
  return true;
}
