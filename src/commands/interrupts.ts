import type { Stop } from "../runs/execute-run.ts";
import type { Io } from "./io.ts";

export interface Interrupts extends Stop {
  /** How the user ended the run; null when they did not. */
  ending(): "interrupted" | "terminated" | null;
  release(): void;
}

/** Once: no new call starts and running ones finish. Twice: out at once; what was recorded is on disk already. */
export function watchInterrupts(io: Io): Interrupts {
  const controller = new AbortController();
  let ending: "interrupted" | "terminated" | null = null;
  const release = io.onInterrupt((signal) => {
    if (ending === null) {
      ending = signal === "SIGINT" ? "interrupted" : "terminated";
      io.err("\nStopping: calls under way may finish, no new one starts. Press Ctrl-C again to leave at once.\n");
    } else {
      controller.abort(new Error("interrupted"));
    }
  });
  return { requested: () => ending !== null, signal: controller.signal, ending: () => ending, release };
}
