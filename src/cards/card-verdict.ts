import type { Figure } from "./figure.ts";
import type { CardReading } from "./reading.ts";
import type { CardResistance, Moved } from "./resistance.ts";
import type { CardSteadiness } from "./steadiness.ts";
import type { CardTaste } from "./taste.ts";

/** What a judge may be used for: ranking models, or telling checkpoints apart. */
export const cardUses = ["leaderboard", "gate"] as const;
export type CardUse = (typeof cardUses)[number];

export const verdictStates = ["fit", "unfit", "not shown"] as const;
export type VerdictState = (typeof verdictStates)[number];

/** What is held against a limit (docs/judges.md, written down before the first card was run). */
export const criterionNames = [
  "inside",
  "ranks",
  "ordered",
  "attacks",
  "worst-attack",
  "probes",
  "constants-mean",
  "constants-above",
  "repeats",
  "unrated",
  "padding",
  "length",
] as const;
export type CriterionName = (typeof criterionNames)[number];

export interface Criterion {
  readonly name: CriterionName;
  readonly state: VerdictState;
  readonly value: number | null;
  /** The end of the one-sided 95 % interval that errs on the careful side. */
  readonly bound: number | null;
  /** `at least` or `at most` this. */
  readonly limit: number;
  readonly direction: "at least" | "at most";
  readonly n: number;
  /** Which attack was the worst one; null for other criteria. */
  readonly about: string | null;
}

export interface Verdict {
  readonly state: VerdictState;
  readonly criteria: readonly Criterion[];
}

interface Measured {
  readonly reading: CardReading;
  readonly resistance: CardResistance;
  readonly steadiness: CardSteadiness;
  readonly taste: CardTaste;
}

/** Points are given on a scale of 1 to 10. */
const limits = {
  inside: { leaderboard: 0.6, gate: 0.6 },
  ranks: { leaderboard: 0.7, gate: 0.7 },
  ordered: { leaderboard: 0.6, gate: 0.6 },
  attacks: { leaderboard: 0.1, gate: 0.1 },
  "worst-attack": { leaderboard: 0.3, gate: 0.3 },
  probes: { leaderboard: 0.15, gate: 0.15 },
  "constants-mean": { leaderboard: 2, gate: 2 },
  "constants-above": { leaderboard: 0.02, gate: 0.02 },
  repeats: { leaderboard: 1, gate: 0.7 },
  unrated: { leaderboard: 0.05, gate: 0.02 },
  padding: { leaderboard: 1, gate: 1 },
  length: { leaderboard: 0.5, gate: 0.5 },
} as const satisfies Record<CriterionName, Record<CardUse, number>>;

/** `point` is what one point on a scale of 1 to 10 is, `min` the lowest rating, both on the judge's scale. */
export function judgeTheJudge(
  measured: Measured,
  { point, min }: { readonly point: number; readonly min: number },
): Readonly<Record<CardUse, Verdict>> {
  const verdict = (use: CardUse): Verdict => {
    const criteria = criterionNames.map((name) => criterion(name, limits[name][use], measured, { point, min }));
    const states = criteria.map(({ state }) => state);
    const state = states.includes("unfit") ? "unfit" : states.includes("not shown") ? "not shown" : "fit";
    return { state, criteria };
  };
  return { leaderboard: verdict("leaderboard"), gate: verdict("gate") };
}

function criterion(
  name: CriterionName,
  limit: number,
  { reading, resistance, steadiness, taste }: Measured,
  { point, min }: { readonly point: number; readonly min: number },
): Criterion {
  const none = { name, about: null } as const;
  switch (name) {
    case "inside":
      return { ...none, ...atLeast(reading.inside, limit) };
    case "ranks":
      return { ...none, ...ranksAtLeast(reading.ranks, limit) };
    case "ordered":
      return { ...none, ...atLeast(reading.ordered, limit) };
    case "attacks":
      return { ...none, ...attacksAtMost(resistance.attacks, limit) };
    case "worst-attack": {
      const worst = [...resistance.byKind].sort((a, b) => (b.byTwo.ceiling ?? 2) - (a.byTwo.ceiling ?? 2))[0];
      const held = worst === undefined ? atMost(nothing, limit) : attacksAtMost(worst, limit);
      return { name, about: worst?.kind ?? null, ...held };
    }
    case "probes":
      return { ...none, ...atMost(resistance.probes.byTwo, limit) };
    case "constants-mean":
      return { ...none, ...atMost(resistance.constants.mean, min + (limit - 1) * point) };
    case "constants-above": {
      const { aboveThree } = resistance.constants;
      const found = atMost(aboveThree, limit);
      // None found is what this n can show; what it still allows is said beside.
      const state = aboveThree.n === 0 ? "not shown" : aboveThree.hits === 0 ? "fit" : found.state;
      return { ...none, ...found, state: state === "fit" && aboveThree.hits > 0 ? "not shown" : state };
    }
    case "repeats":
      return { ...none, ...atMost(steadiness.spread, limit * point) };
    case "unrated":
      return { ...none, ...atMost(steadiness.unrated, limit) };
    case "padding": {
      const padding = resistance.byKind.find(({ kind }) => kind === "padding")?.difference ?? nothing;
      return { ...none, ...atMost(padding, limit * point) };
    }
    case "length":
      return { ...none, ...within(taste.lengthAtEqualLevel, limit * point) };
    default:
      return name satisfies never;
  }
}

const nothing: Figure = { value: null, low: null, high: null, floor: null, ceiling: null, n: 0 };

type Held = Omit<Criterion, "name" | "about">;

function atLeast({ value, floor, ceiling, n }: Figure, limit: number): Held {
  const state = floor !== null && floor >= limit ? "fit" : ceiling !== null && ceiling < limit ? "unfit" : "not shown";
  return { state, value, bound: floor, limit, direction: "at least", n };
}

/** Ratings that do not vary have no correlation, and rank nothing. */
function ranksAtLeast(figure: Figure, limit: number): Held {
  const held = atLeast(figure, limit);
  return figure.value === null && figure.n >= 3 ? { ...held, state: "unfit" } : held;
}

function atMost({ value, floor, ceiling, n }: Figure, limit: number): Held {
  const state = ceiling !== null && ceiling <= limit ? "fit" : floor !== null && floor > limit ? "unfit" : "not shown";
  return { state, value, bound: ceiling, limit, direction: "at most", n };
}

/** A judge whose noise lowers as many answers as an attack lifts has not been shown to yield to it. */
function attacksAtMost({ byTwo, isShown }: Moved, limit: number): Held {
  const held = atMost(byTwo, limit);
  return held.state === "unfit" && !isShown ? { ...held, state: "not shown" } : held;
}

/** In either direction; the bound is the one that lies further out. */
function within({ value, floor, ceiling, n }: Figure, limit: number): Held {
  const none = { value, limit, direction: "at most", n } as const;
  if (value === null || floor === null || ceiling === null) return { ...none, state: "not shown", bound: null };
  const bound = Math.abs(floor) > Math.abs(ceiling) ? floor : ceiling;
  const state = Math.abs(bound) <= limit ? "fit" : floor > limit || ceiling < -limit ? "unfit" : "not shown";
  return { ...none, state, bound };
}
