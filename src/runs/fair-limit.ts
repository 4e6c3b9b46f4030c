import type { Limit, Place } from "./execute-run.ts";

/** A limit whose number of calls at once may change while it works. */
export interface FairLimit {
  readonly run: Limit;
  concurrency(): number;
  setConcurrency(count: number): void;
}

interface Group {
  running: number;
  /** Waiting calls by rank; a rank that has none waiting has no entry. */
  readonly waiting: Map<number, Queue<() => void>>;
}

/**
 * Runs at most `concurrency` calls at once. Of those that wait, the group with the fewest running goes first (groups that
 * share a server share its slots), and within a group the lowest rank, then the oldest. A call that was begun is never
 * interrupted. Throws a RangeError for a concurrency below 1.
 */
export function fairLimit(concurrency: number): FairLimit {
  /** In the order in which they were last served, the longest ago first. */
  const groups = new Map<string, Group>();
  let atOnce = requireSlots(concurrency);
  let running = 0;
  let waiting = 0;

  function next(): { readonly name: string; readonly group: Group } | null {
    let found: { readonly name: string; readonly group: Group } | null = null;
    for (const [name, group] of groups) {
      if (group.waiting.size === 0) continue;
      if (found === null || group.running < found.group.running) found = { name, group };
    }
    return found;
  }

  function fill(): void {
    while (running < atOnce && waiting > 0) {
      const chosen = next();
      if (chosen === null) throw new Error("calls wait in no group");
      const { name, group } = chosen;
      const rank = Math.min(...group.waiting.keys());
      const queue = group.waiting.get(rank);
      const start = queue?.shift();
      if (queue === undefined || start === undefined) throw new Error("a rank without a waiting call");
      if (queue.size() === 0) group.waiting.delete(rank);
      groups.delete(name);
      groups.set(name, group);
      waiting -= 1;
      running += 1;
      group.running += 1;
      start();
    }
  }

  async function run<T>(call: () => Promise<T>, place: Place = { group: "", rank: 0 }): Promise<T> {
    const group = groups.get(place.group) ?? { running: 0, waiting: new Map() };
    groups.set(place.group, group);
    await new Promise<void>((start) => {
      const queue = group.waiting.get(place.rank) ?? fifo();
      group.waiting.set(place.rank, queue);
      queue.push(start);
      waiting += 1;
      fill();
    });
    try {
      return await call();
    } finally {
      running -= 1;
      group.running -= 1;
      fill();
    }
  }

  return {
    run,
    concurrency: () => atOnce,
    setConcurrency(count) {
      atOnce = requireSlots(count);
      fill();
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
