import type { Stop } from "../runs/endpoint.ts";

/** How somebody ended a launch early: Ctrl-C, or SIGTERM. */
export type EarlyEnding = "interrupted" | "terminated";

/** The wish to end a launch before everything is done. */
export interface LaunchStop extends Stop {
  /** Null: nobody wishes it. */
  ending(): EarlyEnding | null;
  /** Calls back once, when the wish is there; at once if it is there already. */
  onStop(listener: () => void): void;
  /** Waits for what comes before the first call, where the wish is the end: it rejects. */
  preparing<T>(work: Promise<T>): Promise<T>;
  /** The launch is over and listens no longer. */
  release(): void;
}

/** A stop by an AbortSignal: calls under way are broken off, and before the first call the signal's reason is thrown. */
export function stopBySignal(signal: AbortSignal = new AbortController().signal): LaunchStop {
  const listening = new AbortController();
  const options = { once: true, signal: listening.signal };
  return {
    requested: () => signal.aborted,
    signal,
    ending: () => (signal.aborted ? "interrupted" : null),
    onStop(listener) {
      if (signal.aborted) listener();
      else signal.addEventListener("abort", () => listener(), options);
    },
    async preparing(work) {
      // Whoever does not wait for it any longer must not be told of its failure.
      work.catch(() => undefined);
      const over = new AbortController();
      try {
        return await Promise.race([
          work,
          new Promise<never>((_, reject) => {
            if (signal.aborted) reject(signal.reason);
            else signal.addEventListener("abort", () => reject(signal.reason), { once: true, signal: over.signal });
          }),
        ]);
      } finally {
        over.abort();
      }
    },
    release: () => listening.abort(),
  };
}
