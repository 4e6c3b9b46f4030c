import type { DeskFacts, GivenView } from "../../src/people/desk-view.ts";

/** What a person has chosen and not confirmed: a rating, or a side. */
export type Chosen =
  | { readonly kind: "rated"; readonly rating: number }
  | { readonly kind: "matched"; readonly side: "left" | "tie" | "right" };

export const sides = ["left", "tie", "right"] as const;

/** So many points have a button each; more are typed. */
const mostButtons = 11;

/** The scale's points, one a button; null: too many, they are typed. */
export function pointsOf({ kind, scale }: Pick<DeskFacts, "kind" | "scale">): readonly number[] | null {
  if (kind === "matches") return null;
  const points: number[] = [];
  for (let point = scale.min; point < scale.max; point += 1) points.push(point);
  points.push(scale.max);
  return points.length <= mostButtons ? points : null;
}

/**
 * What a key chooses: the digit that is on it, 0 for 10 where 0 is no rating; arrows for the sides of a pair, or a step up or
 * down from what is chosen. Null: nothing.
 */
export function chosenBy(
  key: string,
  facts: Pick<DeskFacts, "kind" | "scale">,
  points: readonly number[] | null,
  now: Chosen | null,
): Chosen | null {
  const name = key.normalize("NFKC");
  if (facts.kind === "matches") {
    const side = sideKeys.get(name);
    return side === undefined ? null : { kind: "matched", side };
  }
  if (points === null) return null;
  const rating = steppedTo(name, points, now) ?? pointOn(name, points);
  return rating === undefined ? null : { kind: "rated", rating };
}

const sideKeys: ReadonlyMap<string, (typeof sides)[number]> = new Map([
  ["ArrowLeft", "left"],
  ["1", "left"],
  ["ArrowDown", "tie"],
  ["2", "tie"],
  ["ArrowRight", "right"],
  ["3", "right"],
]);

/** One point up or down, from the ends where none is chosen yet; undefined: the key is no arrow. */
function steppedTo(key: string, points: readonly number[], now: Chosen | null): number | undefined {
  if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
  const at = now?.kind === "rated" ? points.indexOf(now.rating) : -1;
  const before = at < 0 ? points.length - 1 : at - 1;
  const next = key === "ArrowRight" ? at + 1 : before;
  return points[Math.min(points.length - 1, Math.max(0, next))];
}

function pointOn(key: string, points: readonly number[]): number | undefined {
  if (!/^\d$/u.test(key)) return undefined;
  const digit = Number(key);
  return points.find((point) => point === digit) ?? (digit === 0 ? points.find((point) => point === 10) : undefined);
}

/** What was given before, as something chosen; null: nothing, or it was skipped. */
export function chosenBefore(given: GivenView | null): Chosen | null {
  if (given === null || given.kind === "skipped") return null;
  return given.kind === "rated" ? { kind: "rated", rating: given.rating } : { kind: "matched", side: given.side };
}
