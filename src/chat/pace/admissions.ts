/** Those who wait for leave to start, first come first served. */
export interface Admissions<T> {
  size(): number;
  /** Resolves to what `admit` gives; rejects with the signal's reason, and then waits no longer. */
  wait(signal?: AbortSignal): Promise<T>;
  /** Lets the first one go with this. */
  admit(result: T): void;
}

export function openAdmissions<T>(): Admissions<T> {
  const waiting: ((result: T) => void)[] = [];
  return {
    size: () => waiting.length,
    wait: (signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          waiting.splice(waiting.indexOf(admit), 1);
          reject(signal?.reason);
        };
        const admit = (result: T) => {
          signal?.removeEventListener("abort", onAbort);
          resolve(result);
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        waiting.push(admit);
      }),
    admit(result) {
      waiting.shift()?.(result);
    },
  };
}
