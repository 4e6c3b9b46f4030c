import { useEffect, useRef } from "preact/hooks";

/** What a key does; null: nothing of the desk's. */
export type KeyAction = (() => void) | null;

/** Gives the desk the keys that nobody is typing with. */
export function useDeskKeys(actionOf: (key: string, target: HTMLElement | null) => KeyAction): void {
  // The newest drawing's own: keys may come before the effects of a drawing have run.
  const newest = useRef(actionOf);
  newest.current = actionOf;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      const action = isForDesk(event, target) ? newest.current(event.key, target) : null;
      if (action === null) return;
      action();
      event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** The key's own action in a table, whatever objects have by nature. */
export function actionIn(actions: Readonly<Record<string, KeyAction>>, key: string): KeyAction {
  return Object.hasOwn(actions, key) ? (actions[key] ?? null) : null;
}

/** A button that is no rating means itself, and so does everything else that Enter opens. */
export function meansItself(target: HTMLElement | null): boolean {
  return target?.matches("button:not(.point), summary, select, a") === true;
}

function isForDesk(event: KeyboardEvent, target: HTMLElement | null): boolean {
  if (event.isComposing || event.altKey) return false;
  // Asked of the page itself: a window that was just closed must not swallow the next key.
  if (document.querySelector("dialog[open]") !== null) return false;
  if (event.ctrlKey || event.metaKey) return event.key === "Enter";
  if (target?.matches("input, textarea, select") !== true) return true;
  if (event.key === "Escape") target.blur();
  return event.key === "Enter" && target.matches("input.point");
}
