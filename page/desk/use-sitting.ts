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
  /** Null: not here yet, or nothing is left. */
  const [view, setView] = useLatest<StepView | null>(null);
  const [ended, setEnded] = useState(first.next === null);
  const [chosen, setChosen] = useLatest<Chosen | null>(null);
  const [note, setNote] = useLatest("");
  const [judge, setJudge] = useState<JudgeView | null>(null);
  const { busy, message, trouble, setMessage, setTrouble, isWorking, occupy, work } = useWork();
  const shownAt = useRef(performance.now());

  const load = async (wanted: number | null) => {
    setEnded(wanted === null);
    if (wanted === null) return setView(null);
    const heard = await deskApi.step(by, wanted);
    if (heard.kind !== "heard") return setTrouble(troubleOf(heard, () => occupy(() => load(wanted))));
    const { given } = heard.value;
    setTrouble(null);
    setView(heard.value);
    setChosen(chosenBefore(given));
    setNote(given === null || given.kind === "skipped" ? "" : given.note);
    setJudge(null);
    shownAt.current = performance.now();
  };
  useEffect(() => {
    occupy(() => load(first.next));
  }, []);

  const saving = savingOf(by, { words, work, load, setStanding, setMessage });
  const choice = () => ({ note: note.current, seconds: Math.round((performance.now() - shownAt.current) / 100) / 10 });

  return {
    standing,
    /** Null: nothing is left. */
    place: ended ? null : (view.current?.place ?? first.next),
    view: view.current,
    chosen: chosen.current,
    chosenNow: () => chosen.current,
    note: note.current,
    judge,
    busy,
    message,
    trouble,
    // What is typed while the next step is on its way must not fall on this one.
    choose: (next: Chosen) => {
      if (!isWorking()) setChosen(next);
    },
    write: setNote,
    go: (wanted: number) => occupy(() => load(wanted)),
    confirm() {
      const [given, shown] = [chosen.current, view.current];
      if (shown !== null && given !== null && !shown.locked) saving.confirm(shown.place, given, choice());
    },
    skip(reason: string) {
      if (view.current !== null) saving.skip(view.current.place, reason, choice());
    },
    undo: saving.undo,
    look() {
      const shown = view.current;
      if (shown === null || shown.given === null) return;
      work(
        () => deskApi.judge(by, shown.place),
        (said) => {
          setJudge(said);
          setView({ ...shown, locked: true });
        },
      );
    },
  };
}

/** What a person gave, sent to the desk; the next step is shown when it is on the disk. */
function savingOf(
  by: string,
  {
    words,
    work,
    load,
    setStanding,
    setMessage,
  }: {
    readonly words: DeskWords;
    readonly work: ReturnType<typeof useWork>["work"];
    readonly load: (wanted: number | null) => Promise<void>;
    readonly setStanding: (standing: Standing) => void;
    readonly setMessage: (message: string) => void;
  },
) {
  const saved = async (next: Standing) => {
    await load(next.next);
    setStanding(next);
    setMessage(words.saved);
  };
  const undone = async ({ place, standing: next }: { readonly place: number | null; readonly standing: Standing }) => {
    if (place !== null) await load(place);
    setStanding(next);
    setMessage(place === null ? words.nothingToUndo : words.undone);
  };
  return {
    confirm(place: number, given: Chosen, own: { readonly note: string; readonly seconds: number }) {
      if (given.kind === "rated") work(() => deskApi.rate(by, place, given.rating, own), saved);
      else work(() => deskApi.match(by, place, given.side, own), saved);
    },
    skip(place: number, reason: string, own: { readonly note: string; readonly seconds: number }) {
      work(() => deskApi.skip(by, place, reason, own), saved);
    },
    undo: () => work(() => deskApi.undo(by), undone),
  };
}

/** One thing at a time between the page and its desk, and what came of it. */
function useWork() {
  const [busy, setBusy] = useState(false);
  const [message, setMessage] = useState("");
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  // Two keys may come between two drawings: the second one must not save again.
  const working = useRef(false);
  const occupy = async (task: () => Promise<void>) => {
    if (working.current) return;
    working.current = true;
    setBusy(true);
    try {
      await task();
    } finally {
      working.current = false;
      setBusy(false);
    }
  };
  const work = <T>(ask: () => Promise<Heard<T>>, then: (value: T) => Promise<void> | void): Promise<void> =>
    occupy(async () => {
      setMessage("");
      const heard = await ask();
      if (heard.kind !== "heard") return setTrouble(troubleOf(heard, () => work(ask, then)));
      setTrouble(null);
      await then(heard.value);
    });
  return { busy, message, trouble, setMessage, setTrouble, isWorking: () => working.current, occupy, work };
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
