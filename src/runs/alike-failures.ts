import type { ChatOutcome } from "../chat/chat.ts";
import { isPassingStatus } from "../chat/pace/retry.ts";
import { likeness } from "../text/alike.ts";

/** So many first calls that all fail alike settle it: the next one would too. */
export const firstCalls = 16;

/** What all calls of a candidate, or of the judge, came to so far. */
export interface AlikeFailure {
  readonly count: number;
  /** Of the first. */
  readonly message: string;
}

/** Watches whether whoever is asked ever replies. */
export interface AlikeWatch {
  /** A call of `who` ended. The failure that all of its first calls share, once there are enough of them; else null. */
  ended(who: string, outcome: ChatOutcome): AlikeFailure | null;
  /** Everyone whose calls all failed alike, however few they were. */
  all(): ReadonlyMap<string, AlikeFailure>;
}

/**
 * A server that is away or busy may be back in a minute, so what the connection and a passing status (429, 503) say is no
 * reason to stop. Any reply ends the watch: from then on failures are those of single calls.
 */
export function watchAlike(): AlikeWatch {
  const states = new Map<string, State>();
  return {
    ended(who, outcome) {
      const before = states.get(who) ?? { count: 0, message: "", isOver: false, others: 0 };
      const now = before.isOver ? before : after(before, outcome);
      states.set(who, now);
      return now.isOver || now.count < firstCalls ? null : { count: now.count, message: now.message };
    },
    all() {
      const found = [...states].filter(([, { isOver, others, count }]) => !isOver && others === 0 && count > 0);
      return new Map(found.map(([who, { count, message }]) => [who, { count, message }]));
    },
  };
}

interface State extends AlikeFailure {
  /** Somebody got a reply, or failed in another way. */
  readonly isOver: boolean;
  /** Calls that the connection or a busy server ended. */
  readonly others: number;
}

function after(state: State, outcome: ChatOutcome): State {
  if (outcome.status === "replied") return { ...state, isOver: true };
  const isPassing = outcome.connection === true || outcome.scope === "server" || isPassingStatus(outcome.httpStatus);
  if (isPassing) return { ...state, others: state.others + 1 };
  if (state.count === 0) return { ...state, count: 1, message: outcome.message };
  const isAlike = likeness(state.message) === likeness(outcome.message);
  return isAlike ? { ...state, count: state.count + 1 } : { ...state, isOver: true };
}
