/** How one attempt ended, as far as a server's load goes. */
export type LoadSignal =
  /** Answered, whatever the answer is worth. */
  | "served"
  /** 429: the server has no room for us. */
  | "refused"
  /** 5xx, a broken connection, a time limit: trouble, but no word about how much we send. */
  | "troubled";

export interface LimitRules {
  /** Attempts at once at the beginning. */
  readonly start: number;
  /** Never more at once than this. */
  readonly cap: number;
  /** The server said how many it works on at once: the limit is that and stays. */
  readonly fixed: boolean;
}

/** How many attempts may be under way at a server, learnt from how they end. Times are milliseconds on one clock. */
export interface AdaptiveLimit {
  limit(): number;
  /** Where refusals began, as far as known; null before the first. */
  ceiling(): number | null;
  /** An attempt starts; `inFlight` counts it. */
  started(inFlight: number): void;
  /** An attempt that began at `startedAt` ended while `inFlight` were under way, it included. */
  ended(signal: LoadSignal, at: { readonly now: number; readonly startedAt: number; readonly inFlight: number }): void;
}

/** Share of what the server took that is asked of it after a refusal. */
const decrease = 0.8;
/** Rounds count for growth only when this share of the limit was really used. */
const saturated = 0.8;
/** No growth for this long after a refusal, milliseconds. */
const cooldownMs = 15_000;
/** Served attempts before the limit may pass a level that was refused once; doubles with each refusal there. */
const firstProbeAfter = 150;
const lastProbeAfter = 1_200;

/**
 * Additive increase, multiplicative decrease. The limit doubles each round (as many served attempts as the limit) until
 * the first refusal; after it, it climbs by a tenth of the level that was refused up to that level, and past it by one
 * after a hundred and more served attempts, so that looking for more room costs less than one call in a hundred. When that
 * one step holds, the level was no longer true (a quota was filled again) and the climb goes on. Only 429 cuts. One burst of refusals is one cut: attempts that were already under way correct the estimate of what the
 * server took instead of cutting again. Rounds that did not use the limit say nothing and never raise it.
 */
export function adaptiveLimit(rules: LimitRules): AdaptiveLimit {
  const cap = Math.max(1, rules.cap);
  let limit = Math.min(cap, Math.max(1, rules.start));
  let ceiling: number | null = null;
  let served = 0;
  let peak = 0;
  let sinceRefusal = 0;
  let probeAfter = firstProbeAfter;
  /** The last step past the ceiling was not refused. */
  let held = false;
  let quietUntil = Number.NEGATIVE_INFINITY;
  let burst: { readonly at: number; readonly inFlight: number; refused: number } | null = null;

  const beginRound = (): void => {
    served = 0;
    peak = 0;
  };
  const refused = (now: number, startedAt: number, inFlight: number): void => {
    if (burst === null || startedAt > burst.at) {
      if (ceiling !== null && inFlight > ceiling) probeAfter = Math.min(lastProbeAfter, probeAfter * 2);
      burst = { at: now, inFlight, refused: 0 };
    }
    burst.refused += 1;
    ceiling = Math.max(1, burst.inFlight - burst.refused);
    limit = Math.max(1, Math.min(limit, Math.floor(ceiling * decrease)));
    quietUntil = now + cooldownMs;
    sinceRefusal = 0;
    held = false;
    beginRound();
  };
  const grow = (): void => {
    if (ceiling === null) limit *= 2;
    else if (limit < ceiling) limit = Math.min(ceiling, limit + Math.max(1, Math.round(ceiling / 10)));
    else if (limit > ceiling) {
      ceiling = limit;
      held = true;
      probeAfter = firstProbeAfter;
      limit += Math.max(1, Math.round(limit / 10));
    } else if (held || sinceRefusal >= probeAfter) limit += 1;
    limit = Math.min(cap, limit);
  };

  return {
    limit: () => limit,
    ceiling: () => ceiling,
    started(inFlight) {
      peak = Math.max(peak, inFlight);
    },
    ended(signal, { now, startedAt, inFlight }) {
      if (rules.fixed) return;
      if (signal === "refused") refused(now, startedAt, inFlight);
      if (signal === "troubled") beginRound();
      if (signal !== "served") return;
      sinceRefusal += 1;
      if (now < quietUntil && ceiling !== null && limit >= ceiling) return;
      served += 1;
      if (served < limit) return;
      if (peak >= limit * saturated) grow();
      beginRound();
    },
  };
}
