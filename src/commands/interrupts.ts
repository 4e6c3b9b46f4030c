import type { Stop } from "../runs/execute-run.ts";
import type { Io } from "./io.ts";

export interface Interrupts extends Stop {
  /** How the user ended the run; null when they did not. */
  ending(): "interrupted" | "terminated" | null;
  release(): void;
}

/**
 * Milliseconds that calls under way may take after the first signal. Schedulers send SIGTERM and kill some 30 s later; a
 * person who pressed Ctrl-C can press it again.
 */
const patienceMs = { SIGINT: 120_000, SIGTERM: 20_000 } as const;

/**
 * Once: no new call starts, `onStop` is called, and running calls may finish within a bound. Twice, or when the time is
 * up: out at once. What was recorded is on disk already.
 */
export function watchInterrupts(io: Io, onStop: () => void): Interrupts {
  const controller = new AbortController();
  let ending: "interrupted" | "terminated" | null = null;
  let timer: NodeJS.Timeout | undefined;
  const release = io.onInterrupt((signal) => {
    if (ending !== null) {
      controller.abort(new Error("interrupted"));
      return;
    }
    ending = signal === "SIGINT" ? "interrupted" : "terminated";
    const patience = patienceMs[signal];
    io.err(
      `\nStopping: no new call starts, calls under way may finish within ${patience / 1000} s. Press Ctrl-C again to leave at once.\n`,
    );
    onStop();
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
    release() {
      clearTimeout(timer);
      release();
    },
  };
}
