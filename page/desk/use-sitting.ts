import { useEffect, useRef, useState } from "preact/hooks";
import type { JudgeView, StepView } from "../../src/people/desk-view.ts";
import { type Chosen, chosenBefore } from "./choices.ts";
import { deskApi, type Heard, type Standing } from "./desk-api.ts";
import type { DeskWords } from "./desk-words.ts";

/** Why something is not on the disk yet. */
export type Trouble =
  | { readonly kind: "lost"; readonly again: () => void }
  | { readonly kind: "refused"; readonly problem: string };

/** One person's way through the steps: what is shown, what is chosen and not confirmed, and what the desk said. */
export function useSitting(by: string, first: Standing, words: DeskWords) {
  const [standing, setStanding] = useState(first);
  /** Null: nothing is left. */
  const [place, setPlace] = useState<number | null>(first.next);
  const [view, setView] = useState<StepView | null>(null);
  const [chosen, setChosen] = useLatest<Chosen | null>(null);
  const [note, setNote] = useLatest("");
  const [judge, setJudge] = useState<JudgeView | null>(null);
  const { busy, message, trouble, setMessage, setTrouble, isWorking, work } = useWork();
  const shownAt = useRef(performance.now());

  const load = async (wanted: number | null) => {
    if (wanted === null) {
      setPlace(null);
      setView(null);
      return;
    }
    const heard = await deskApi.step(by, wanted);
    if (heard.kind !== "heard") return setTrouble(troubleOf(heard, () => load(wanted)));
    const { given } = heard.value;
    setTrouble(null);
    setPlace(wanted);
    setView(heard.value);
    setChosen(chosenBefore(given));
    setNote(given === null || given.kind === "skipped" ? "" : given.note);
    setJudge(null);
    shownAt.current = performance.now();
  };
  useEffect(() => {
    load(first.next);
  }, []);

  const choice = () => ({ note: note.current, seconds: Math.round((performance.now() - shownAt.current) / 100) / 10 });
  const saved = async (next: Standing) => {
    setStanding(next);
    setMessage(words.saved);
    await load(next.next);
  };

  return {
    standing,
    place,
    view,
    chosen: chosen.current,
    chosenNow: () => chosen.current,
    note: note.current,
    judge,
    busy,
    message,
    trouble,
    choose: setChosen,
    write: setNote,
    go: (wanted: number) => {
      if (!isWorking()) load(wanted);
    },
    confirm() {
      const given = chosen.current;
      if (place === null || given === null || view?.locked === true) return;
      const [own, at] = [choice(), place];
      if (given.kind === "rated") work(() => deskApi.rate(by, at, given.rating, own), saved);
      else work(() => deskApi.match(by, at, given.side, own), saved);
    },
    skip(reason: string) {
      if (place === null) return;
      const [own, at] = [choice(), place];
      work(() => deskApi.skip(by, at, reason, own), saved);
    },
    undo() {
      work(
        () => deskApi.undo(by),
        async ({ place: undone, standing: next }) => {
          setStanding(next);
          setMessage(undone === null ? words.nothingToUndo : words.undone);
          if (undone !== null) await load(undone);
        },
      );
    },
    look() {
      if (place === null || view === null || view.given === null) return;
      const at = place;
      work(
        () => deskApi.judge(by, at),
        (said) => {
          setJudge(said);
          setView({ ...view, locked: true });
        },
      );
    },
  };
}

/** One request to the desk at a time, and what came of it. */
function useWork() {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // Two keys may come between two drawings: the second one must not save again.
  const working = useRef(false);
  const work = async <T>(ask: () => Promise<Heard<T>>, then: (value: T) => Promise<void> | void) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    setMessage("");
    const heard = await ask();
    working.current = false;
    setBusy(false);
    if (heard.kind !== "heard") return setTrouble(troubleOf(heard, () => work(ask, then)));
    setTrouble(null);
    await then(heard.value);
  };
  return { busy, message, trouble, setMessage, setTrouble, isWorking: () => working.current, work };
}

/** A state that is read as it is now: two keys may come between two drawings. */
function useLatest<T>(first: T): [{ readonly current: T }, (value: T) => void] {
  const [, draw] = useState(0);
  const held = useRef(first);
  const set = (value: T) => {
    held.current = value;
    draw((times) => times + 1);
  };
  return [held, set];
}

export type SittingState = ReturnType<typeof useSitting>;

function troubleOf(heard: Exclude<Heard<unknown>, { kind: "heard" }>, again: () => void): Trouble {
  return heard.kind === "lost" ? { kind: "lost", again } : { kind: "refused", problem: heard.problem };
}
