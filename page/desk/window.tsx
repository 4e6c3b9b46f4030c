import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { DeskFacts } from "../../src/people/desk-view.ts";
import type { DeskWords } from "./desk-words.ts";

/** A window over the page; Escape and its button close it. */
function Window({
  title,
  words,
  onClose,
  children,
}: {
  readonly title: string;
  readonly words: DeskWords;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const place = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    place.current?.showModal();
  }, []);
  return (
    <dialog ref={place} class="window" aria-labelledby="window-title" onClose={onClose}>
      <div class="window-body">
        <h2 id="window-title">{title}</h2>
        {children}
        <p>
          <button type="button" class="plain" onClick={onClose}>
            {words.cancel}
          </button>
        </p>
      </div>
    </dialog>
  );
}

const reasonNames = ["not-my-field", "question-unclear", "answer-unreadable", "know-the-author", "other"] as const;

/** Why a step is passed over; digits choose. */
export function SkipWindow({
  words,
  onSkip,
  onClose,
}: {
  readonly words: DeskWords;
  readonly onSkip: (reason: string) => void;
  readonly onClose: () => void;
}) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const reason = /^[1-5]$/u.test(event.key) ? reasonNames[Number(event.key) - 1] : undefined;
      if (reason === undefined) return;
      event.preventDefault();
      onSkip(reason);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  return (
    <Window title={words.skipTitle} words={words} onClose={onClose}>
      <ol class="reasons">
        {reasonNames.map((reason, index) => (
          <li key={reason}>
            <button type="button" class="plain" onClick={() => onSkip(reason)}>
              <kbd>{index + 1}</kbd> {words.reasons[reason]}
            </button>
          </li>
        ))}
      </ol>
      <p class="note">{words.skipNote}</p>
    </Window>
  );
}

/** Which key does what. */
export function KeysWindow({
  facts,
  words,
  onClose,
}: {
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly onClose: () => void;
}) {
  const { keys } = words;
  const choosing = facts.kind === "matches" ? (["← ↓ →", keys.sides] as const) : (["1–9 0 ← →", keys.digits] as const);
  const list = [
    choosing,
    ["Enter", keys.enter],
    ["r", keys.r],
    ["g", keys.g],
    ["n", keys.n],
    ["s", keys.s],
    ["b f", keys.b],
    ["u", keys.u],
    ...(facts.judged ? ([["j", keys.j]] as const) : []),
    ["Esc", keys.esc],
  ] as const;
  return (
    <Window title={words.keysTitle} words={words} onClose={onClose}>
      <dl class="key-list">
        {list.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Window>
  );
}
