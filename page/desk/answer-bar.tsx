import type { Ref } from "preact";
import type { DeskFacts } from "../../src/people/desk-view.ts";
import { type Chosen, pointsOf, sides } from "./choices.ts";
import type { DeskWords } from "./desk-words.ts";

export interface BarActions {
  readonly choose: (chosen: Chosen) => void;
  readonly confirm: () => void;
  readonly note: (text: string) => void;
  readonly skip: () => void;
  readonly back: (() => void) | null;
  readonly next: (() => void) | null;
  readonly undo: () => void;
}

/** Where the rating is given: always in sight, and in reach of a thumb. */
export function AnswerBar({
  facts,
  words,
  chosen,
  note,
  noteField,
  busy,
  locked,
  message,
  actions,
}: {
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly chosen: Chosen | null;
  readonly note: string;
  readonly noteField: Ref<HTMLTextAreaElement>;
  readonly busy: boolean;
  readonly locked: boolean;
  readonly message: string;
  readonly actions: BarActions;
}) {
  return (
    <section class="bar-answer" aria-label={facts.kind === "matches" ? words.choose : words.rate}>
      <div class="points-row">
        <Points facts={facts} words={words} chosen={chosen} disabled={locked} onChoose={actions.choose} />
        <button type="button" class="primary" disabled={busy || locked || chosen === null} onClick={actions.confirm}>
          {busy ? words.saving : words.save}
        </button>
      </div>
      <label class="note-field">
        <span class="hidden">{words.note}</span>
        <textarea
          ref={noteField}
          rows={1}
          placeholder={words.note}
          value={note}
          disabled={locked}
          onInput={(event) => actions.note(event.currentTarget.value)}
        />
      </label>
      <div class="small-row">
        <button type="button" class="plain" disabled={actions.back === null} onClick={() => actions.back?.()}>
          ← {words.back}
        </button>
        <button type="button" class="plain" disabled={actions.next === null} onClick={() => actions.next?.()}>
          {words.next} →
        </button>
        <button type="button" class="plain" disabled={busy} onClick={actions.undo}>
          {words.undo}
        </button>
        <button type="button" class="plain" disabled={busy || locked} onClick={actions.skip}>
          {words.skip}
        </button>
        <span class="said" role="status">
          {message}
        </span>
      </div>
    </section>
  );
}

function Points({
  facts,
  words,
  chosen,
  disabled,
  onChoose,
}: {
  readonly facts: DeskFacts;
  readonly words: DeskWords;
  readonly chosen: Chosen | null;
  readonly disabled: boolean;
  readonly onChoose: (chosen: Chosen) => void;
}) {
  const button = (title: string, own: Chosen, isChosen: boolean) => (
    <button
      type="button"
      key={title}
      class="point"
      aria-pressed={isChosen}
      disabled={disabled}
      onClick={() => onChoose(own)}
    >
      {title}
    </button>
  );
  if (facts.kind === "matches") {
    return (
      <div class="points sides">
        {sides.map((side) =>
          button(words.sides[side], { kind: "matched", side }, chosen?.kind === "matched" && chosen.side === side),
        )}
      </div>
    );
  }
  const points = pointsOf(facts);
  const rating = chosen?.kind === "rated" ? chosen.rating : null;
  if (points === null) {
    return (
      <label class="points typed">
        <span>
          {words.rate} ({facts.scale.min}–{facts.scale.max})
        </span>
        <input
          type="number"
          class="point"
          min={facts.scale.min}
          max={facts.scale.max}
          step={1}
          disabled={disabled}
          value={rating ?? ""}
          onInput={(event) => {
            const value = event.currentTarget.valueAsNumber;
            if (!Number.isNaN(value)) onChoose({ kind: "rated", rating: value });
          }}
        />
      </label>
    );
  }
  return (
    <div class={`points p${points.length}`}>
      {points.map((point) => button(String(point), { kind: "rated", rating: point }, rating === point))}
    </div>
  );
}
