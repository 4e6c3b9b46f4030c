import { useEffect } from "preact/hooks";

export interface KeyActions {
  /** A question is shown, not the list. */
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly step: (by: 1 | -1) => void;
  readonly search: () => void;
}

/** The keyboard's way through the questions: j and k go on and back, / searches, Escape closes. */
export function useQuestionKeys(actions: KeyActions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => act(event, actions);
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

function act(event: KeyboardEvent, { isOpen, close, step, search }: KeyActions): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = fieldOf(event.target);
  if (event.key === "Escape") {
    if (field !== null) field.blur();
    else if (isOpen) close();
    return;
  }
  if (field !== null) return;
  if (event.key === "/") {
    event.preventDefault();
    search();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
}

/** What is typed into; null: nothing is. */
function fieldOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof HTMLElement && /^(?:INPUT|SELECT|TEXTAREA)$/u.test(target.tagName) ? target : null;
}
