import type { Io } from "./io.ts";

/** The process's own streams, environment, clock and signals. */
export function processIo(): Io {
  return {
    out: (text) => {
      process.stdout.write(text);
    },
    err: (text) => {
      process.stderr.write(text);
    },
    env: process.env,
    cwd: process.cwd(),
    argv: process.argv.slice(2),
    now: () => Date.now(),
    isTerminal: process.stderr.isTTY === true && process.env.NO_COLOR === undefined,
    onInterrupt(handler) {
      const onInt = () => handler("SIGINT");
      const onTerm = () => handler("SIGTERM");
      process.on("SIGINT", onInt);
      process.on("SIGTERM", onTerm);
      return () => {
        process.off("SIGINT", onInt);
        process.off("SIGTERM", onTerm);
      };
    },
  };
}
