import type { Chat, ChatOutcome } from "../../chat/chat.ts";

/** One server of a pool. */
export interface PoolMember {
  readonly chat: Chat;
  /** Called before it is asked again after it was left out. */
  readonly revive: () => void;
  /** Calls that it works on at once; the share of work that it gets. */
  readonly slots: number;
  /** It did not answer just now: it is left out at first, too. */
  readonly isDown?: boolean;
}

/** Milliseconds that a server which did not answer is left out, doubled each time it is tried in vain. */
const firstRest = 30_000;
const longestRest = 600_000;

interface Seat extends PoolMember {
  busy: number;
  /** It could not be asked, and was not revived since. */
  isOut: boolean;
  /** Times in a row that it could not be asked at all. */
  failures: number;
  /** Not before this time, in milliseconds of `now`. */
  back: number;
}

/**
 * Shares calls out among servers of one model: each goes to the one that is least busy for its size. A server that cannot be
 * asked at all is left out and tried again later, and its call goes to the next one; only when none is left does a call
 * fail. `now` is any clock in milliseconds that never jumps.
 */
export function poolChat(members: readonly PoolMember[], now: () => number): Chat {
  const seats: Seat[] = members.map((member) => {
    const isDown = member.isDown ?? false;
    const back = isDown ? now() + firstRest : Number.NEGATIVE_INFINITY;
    return { ...member, busy: 0, isOut: isDown, failures: isDown ? 1 : 0, back };
  });

  /** Where all rest, or the others were tried in vain, the one whose rest ends first is better than nobody. */
  const next = (tried: ReadonlySet<Seat>): Seat | undefined => {
    const left = seats.filter((seat) => !tried.has(seat));
    const awake = left.filter((seat) => seat.back <= now());
    if (awake.length > 0) return awake.toSorted((a, b) => a.busy / a.slots - b.busy / b.slots)[0];
    return left.toSorted((a, b) => a.back - b.back)[0];
  };

  return async (request): Promise<ChatOutcome> => {
    const tried = new Set<Seat>();
    let last: ChatOutcome | undefined;
    for (let seat = next(tried); seat !== undefined; seat = next(tried)) {
      tried.add(seat);
      if (seat.isOut) {
        seat.revive();
        seat.isOut = false;
      }
      seat.busy += 1;
      try {
        last = await seat.chat(request);
      } finally {
        seat.busy -= 1;
      }
      if (last.status === "replied" || last.scope === "call") {
        seat.failures = 0;
        return last;
      }
      seat.isOut = true;
      // Many calls find out together; they count once.
      if (seat.back > now()) continue;
      seat.back = now() + Math.min(longestRest, firstRest * 2 ** seat.failures);
      seat.failures += 1;
    }
    if (last === undefined) throw new Error("a pool has no members");
    return last;
  };
}
