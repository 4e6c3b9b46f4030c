import type { DeskFacts } from "../../src/people/desk-view.ts";
import { chosenBy, pointsOf } from "./choices.ts";
import { actionIn, meansItself, useDeskKeys } from "./desk-keys.ts";
import type { SittingState } from "./use-sitting.ts";

/** What a key does: anywhere, at a step, and where something may still be given. */
export function useSittingKeys({
  sitting,
  facts,
  toggle,
  forward,
  back,
  ask,
}: {
  readonly sitting: SittingState;
  readonly facts: DeskFacts;
  readonly toggle: (name: "reference" | "rubric") => void;
  readonly forward: (() => void) | null;
  readonly back: (() => void) | null;
  readonly ask: Readonly<Record<"skip" | "keys" | "note", () => void>>;
}): void {
  useDeskKeys((key, target) => {
    const { view } = sitting;
    const help = ask.keys;
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
    return actionIn({ n: ask.note, s: ask.skip }, key);
  });
}
