import pLimit from "p-limit";
import type { Limit, Place } from "./endpoint.ts";

/** A limit whose number of calls at once may change while it works. */
export interface FairLimit {
  readonly run: Limit;
  concurrency(): number;
  setConcurrency(count: number): void;
}

interface Group {
  running: number;
  /** Waiting calls by rank; a rank that has none waiting has no entry. */
  readonly waiting: Map<number, Queue<() => Promise<void>>>;
}

/**
 * Runs at most `concurrency` calls at once. Of those that wait, the group with the fewest running goes first (groups that
 * share a server share its slots), and within a group the lowest rank, then the oldest. p-limit gives out the slots; which
 * call takes one is decided when it comes free. A call that was begun is never interrupted. Throws a RangeError for a
 * concurrency below 1.
 */
export function fairLimit(concurrency: number): FairLimit {
  const slots = pLimit(requireSlots(concurrency));
  /** In the order in which they were last served, the longest ago first. */
  const groups = new Map<string, Group>();

  function next(): { readonly name: string; readonly group: Group } {
    let found: { readonly name: string; readonly group: Group } | null = null;
    for (const [name, group] of groups) {
      if (group.waiting.size === 0) continue;
      if (found === null || group.running < found.group.running) found = { name, group };
    }
    if (found === null) throw new Error("a free slot, and calls wait in no group");
    return found;
  }

  async function serveNext(): Promise<void> {
    const { name, group } = next();
    const rank = Math.min(...group.waiting.keys());
    const queue = group.waiting.get(rank);
    const start = queue?.shift();
    if (queue === undefined || start === undefined) throw new Error("a rank without a waiting call");
    if (queue.size() === 0) group.waiting.delete(rank);
    groups.delete(name);
    groups.set(name, group);
    group.running += 1;
    try {
      await start();
    } finally {
      group.running -= 1;
    }
  }

  function run<T>(call: () => Promise<T>, place: Place = { group: "", rank: 0 }): Promise<T> {
    const group = groups.get(place.group) ?? { running: 0, waiting: new Map() };
    groups.set(place.group, group);
    const queue = group.waiting.get(place.rank) ?? fifo();
    group.waiting.set(place.rank, queue);
    return new Promise<T>((resolve, reject) => {
      queue.push(() => Promise.resolve().then(call).then(resolve, reject));
      void slots(serveNext);
    });
  }

  return {
    run,
    concurrency: () => slots.concurrency,
    setConcurrency(count) {
      slots.concurrency = requireSlots(count);
    },
  };
}

interface Queue<T> {
  push(item: T): void;
  shift(): T | undefined;
  size(): number;
}

/** First in, first out; taking one costs the same however many wait. */
function fifo<T>(): Queue<T> {
  let items: (T | undefined)[] = [];
  let head = 0;
  return {
    push: (item) => items.push(item),
    shift() {
      const item = items[head];
      items[head] = undefined;
      head += 1;
      if (head > 1024 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    size: () => items.length - head,
  };
}

function requireSlots(count: number): number {
  if (!(count >= 1)) throw new RangeError(`a limit of ${count} calls at once`);
  return Math.floor(count);
}
