import type { DeskFacts, JudgeView, StepView } from "../../src/people/desk-view.ts";

export interface Standing {
  readonly of: number;
  readonly done: number;
  readonly next: number | null;
}

/** What the desk said, or why it said nothing: `lost` is worth another try, `refused` is not. */
export type Heard<T> =
  | { readonly kind: "heard"; readonly value: T }
  | { readonly kind: "lost" }
  | { readonly kind: "refused"; readonly problem: string };

export interface Choice {
  readonly note: string;
  readonly seconds: number | null;
}

/** The server of this page. Its answers are this program's own; texts inside are only ever shown as text. */
export const deskApi = {
  facts: () => hear<DeskFacts>("facts", undefined),
  join: (by: string) => hear<Standing>("join", { by }),
  step: (by: string, place: number) => hear<StepView>("step", { by, place }),
  judge: (by: string, place: number) => hear<JudgeView | null>("judge", { by, place }),
  rate: (by: string, place: number, rating: number, choice: Choice) =>
    hear<Standing>("rate", { by, place, rating, ...choice }),
  match: (by: string, place: number, side: "left" | "tie" | "right", choice: Choice) =>
    hear<Standing>("match", { by, place, side, ...choice }),
  skip: (by: string, place: number, reason: string, choice: Choice) =>
    hear<Standing>("skip", { by, place, reason, ...choice }),
  undo: (by: string) => hear<{ readonly place: number | null; readonly standing: Standing }>("undo", { by }),
};

async function hear<T>(path: string, body: unknown): Promise<Heard<T>> {
  try {
    const response = await fetch(path, {
      ...(body === undefined
        ? {}
        : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }),
    });
    // A desk that was started anew has another token: for this page it is gone.
    if (response.status === 403) return { kind: "lost" };
    const value: unknown = await response.json();
    if (response.ok) return { kind: "heard", value: value as T };
    const problem = (value as { readonly problem?: unknown }).problem;
    return { kind: "refused", problem: typeof problem === "string" ? problem : String(response.status) };
  } catch {
    return { kind: "lost" };
  }
}
