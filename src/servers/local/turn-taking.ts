/** Things of which each serves one caller at a time. */
export interface TurnTaking<T> {
  take(signal: AbortSignal | undefined): Promise<T>;
  give(one: T): void;
}

/** Hands them out in the order in which they are asked for. */
export function turnTaking<T>(all: readonly T[]): TurnTaking<T> {
  const free = [...all];
  const waiting: ((one: T) => void)[] = [];
  return {
    take(signal) {
      signal?.throwIfAborted();
      const ready = free.pop();
      if (ready !== undefined) return Promise.resolve(ready);
      return new Promise((resolve, reject) => {
        const taken = (one: T) => {
          signal?.removeEventListener("abort", leave);
          resolve(one);
        };
        const leave = () => {
          waiting.splice(waiting.indexOf(taken), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener("abort", leave, { once: true });
        waiting.push(taken);
      });
    },
    give(one) {
      const next = waiting.shift();
      if (next === undefined) free.push(one);
      else next(one);
    },
  };
}
