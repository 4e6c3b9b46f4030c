/** A clock that runs only when told to, and then as fast as the work allows. */
export interface VirtualClock {
  /** Milliseconds since the start. */
  now(): number;
  /** Calls back after so many milliseconds until the returned function is called. */
  schedule(milliseconds: number, call: () => void): () => void;
  sleep(milliseconds: number): Promise<void>;
  /** Runs everything that is due until this time, or until nothing is planned any more. */
  runUntil(time: number): Promise<void>;
}

export function virtualClock(): VirtualClock {
  let time = 0;
  let order = 0;
  const planned: { at: number; order: number; call: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const schedule = (milliseconds: number, call: () => void): (() => void) => {
    const entry = { at: time + Math.max(0, milliseconds), order: order++, call };
    let low = 0;
    let high = planned.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = planned[middle];
      if (other !== undefined && (other.at < entry.at || (other.at === entry.at && other.order < entry.order))) {
        low = middle + 1;
      } else high = middle;
    }
    planned.splice(low, 0, entry);
    return () => {
      const index = planned.indexOf(entry);
      if (index >= 0) planned.splice(index, 1);
    };
  };
  return {
    now: () => time,
    schedule,
    sleep: (milliseconds) => new Promise((resolve) => void schedule(milliseconds, resolve)),
    async runUntil(end) {
      await settle();
      for (let next = planned[0]; next !== undefined && next.at <= end; next = planned[0]) {
        planned.shift();
        time = next.at;
        next.call();
        await settle();
      }
      time = Math.max(time, end);
    },
  };
}
