import pLimit from "p-limit";
import type { Limit, Place } from "./endpoint.ts";
import { type WaitingCalls, waitingCalls } from "./order/waiting-calls.ts";

/** A limit whose number of calls at once may change while it works. */
export interface FairLimit {
  readonly run: Limit;
  concurrency(): number;
  setConcurrency(count: number): void;
}

interface Group {
  running: number;
  readonly waiting: WaitingCalls<() => Promise<void>>;
}

/**
 * Runs at most `concurrency` calls at once. Of those that wait, the group with the fewest running goes first (groups that
 * share a server share its slots), and within a group the most urgent (`waitingCalls`). p-limit gives out the slots; which
 * call takes one is decided when it comes free, and where all are free, when the event loop has come round: calls that are
 * made together are weighed against each other. A call that was begun is never interrupted. Throws a RangeError for a
 * concurrency below 1.
 */
export function fairLimit(concurrency: number): FairLimit {
  const slots = pLimit(requireSlots(concurrency));
  /** In the order in which they were last served, the longest ago first. */
  const groups = new Map<string, Group>();
  let opening: Promise<void> = Promise.resolve();

  function next(): { readonly name: string; readonly group: Group } {
    let found: { readonly name: string; readonly group: Group } | null = null;
    for (const [name, group] of groups) {
      if (group.waiting.size() === 0) continue;
      if (found === null || group.running < found.group.running) found = { name, group };
    }
    if (found === null) throw new Error("a free slot, and calls wait in no group");
    return found;
  }

  async function serveNext(): Promise<void> {
    await opening;
    const { name, group } = next();
    const start = group.waiting.take();
    if (start === undefined) throw new Error("a group without a waiting call");
    groups.delete(name);
    groups.set(name, group);
    group.running += 1;
    try {
      await start();
    } finally {
      group.running -= 1;
    }
  }

  const busy = (): number => slots.activeCount + slots.pendingCount;

  function run<T>(call: () => Promise<T>, { group: name, urgency = oldestFirst }: Place = { group: "" }): Promise<T> {
    const group = groups.get(name) ?? { running: 0, waiting: waitingCalls() };
    groups.set(name, group);
    if (busy() === 0) opening = new Promise((resume) => setImmediate(resume));
    return new Promise<T>((resolve, reject) => {
      group.waiting.push(() => Promise.resolve().then(call).then(resolve, reject), urgency);
      void slots(serveNext);
    });
  }

  return {
    run: Object.assign(run, { slots: () => slots.concurrency, busy }),
    concurrency: () => slots.concurrency,
    setConcurrency(count) {
      slots.concurrency = requireSlots(count);
    },
  };
}

const oldestFirst = (): number => 0;

function requireSlots(count: number): number {
  if (!(count >= 1)) throw new RangeError(`a limit of ${count} calls at once`);
  return Math.floor(count);
}
