import type { EarlyEnding, LaunchStop } from "../../launch/launch-stop.ts";
import type { Io } from "./io.ts";

/** The user ended the program before it had begun its work. */
export class Interrupted extends Error {
  readonly ending: EarlyEnding;

  constructor(ending: EarlyEnding) {
    super(ending);
    this.name = "Interrupted";
    this.ending = ending;
  }
}

/**
 * Milliseconds that calls under way may take after the first signal. Schedulers send SIGTERM and kill some 30 s later; a
 * person who pressed Ctrl-C can press it again.
 */
const patienceMs = { SIGINT: 120_000, SIGTERM: 20_000 } as const;

/**
 * Once: no new call starts, who listens is told, and running calls may finish within a bound. Twice, or when the time is
 * up: out at once. What was recorded is on disk already. Whatever still hangs then is ended by the next signal, which is
 * left to the system. `before` is said of a stop while things are prepared.
 */
export function watchInterrupts(io: Io, before = () => "Stopped before anything was asked."): LaunchStop {
  const controller = new AbortController();
  const listeners: (() => void)[] = [];
  const tellStop = (): void => {
    for (const listener of listeners) listener();
  };
  let ending: EarlyEnding | null = null;
  let timer: NodeJS.Timeout | undefined;
  let leave: ((why: Interrupted) => void) | null = null;
  const release = io.onInterrupt((signal) => {
    if (ending !== null) {
      controller.abort(new Error("interrupted"));
      release();
      return;
    }
    ending = signal === "SIGINT" ? "interrupted" : "terminated";
    if (leave !== null) {
      io.err(`\n${before()}\n`);
      tellStop();
      release();
      leave(new Interrupted(ending));
      return;
    }
    const patience = patienceMs[signal];
    io.err(
      `\nStopping: no new call starts, calls under way may finish within ${patience / 1000} s. Press Ctrl-C again to leave at once.\n`,
    );
    tellStop();
    timer = setTimeout(() => {
      io.err("Calls that are still under way are broken off; they are due again.\n");
      controller.abort(new Error("interrupted"));
    }, patience);
    timer.unref();
  });
  return {
    requested: () => ending !== null,
    signal: controller.signal,
    ending: () => ending,
    onStop(listener) {
      if (ending === null) listeners.push(listener);
      else listener();
    },
    async preparing(work) {
      const left = new Promise<never>((_, reject) => {
        leave = reject;
      });
      try {
        return await Promise.race([work, left]);
      } finally {
        leave = null;
      }
    },
    release() {
      clearTimeout(timer);
      release();
    },
  };
}
