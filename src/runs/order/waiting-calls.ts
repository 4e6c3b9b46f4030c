/** Of so many takes one goes to whoever waits longest, however little is expected to follow it. */
const oldestEvery = 8;

/** So many of those that wait longest are weighed against each other. More would cost time at each take and gain nothing. */
const weighed = 256;

/** How urgent a call is, asked at every take: higher goes first. `take` tells takes apart, so that what all calls share is found once. */
export type Urgency = (take: number) => number;

/** Calls that wait for a slot. */
export interface WaitingCalls<Call> {
  push(call: Call, urgency: Urgency): void;
  /** The call that goes next, which waits no longer; undefined: none waits. */
  take(): Call | undefined;
  size(): number;
}

interface Waiting<Call> {
  readonly call: Call;
  readonly urgency: Urgency;
}

/**
 * The most urgent first, of equals the oldest. Every eighth take is the oldest's, so that a call before which n others came is
 * taken at the latest as the 8 (n + 1)th, whatever comes after it.
 */
export function waitingCalls<Call>(): WaitingCalls<Call> {
  let items: (Waiting<Call> | undefined)[] = [];
  let head = 0;
  let takes = 0;

  function mostUrgent(): number {
    let best = head;
    let most = Number.NEGATIVE_INFINITY;
    const end = Math.min(items.length, head + weighed);
    for (let index = head; index < end; index += 1) {
      const urgency = items[index]?.urgency(takes) ?? Number.NEGATIVE_INFINITY;
      if (!(urgency > most)) continue;
      most = urgency;
      best = index;
    }
    return best;
  }

  return {
    push(call, urgency) {
      items.push({ call, urgency });
    },
    take() {
      if (head === items.length) return undefined;
      takes += 1;
      const index = takes % oldestEvery === 0 ? head : mostUrgent();
      const taken = items[index]?.call;
      items.copyWithin(head + 1, head, index);
      items[head] = undefined;
      head += 1;
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return taken;
    },
    size: () => items.length - head,
  };
}
