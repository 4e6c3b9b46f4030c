import { createInterface } from "node:readline/promises";
import { codeOf } from "../../errors.ts";
import { outputProblem } from "../../files/storage-error.ts";
import type { Io } from "./io.ts";
import { startLiveView } from "./live-view.ts";

/** The process's own streams, environment, clock and signals. */
export function processIo(): Io {
  // Whoever read along has gone (`| head`); a run does not end because of that.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error) => {
      if (codeOf(error) !== "EPIPE") throw outputProblem(error) ?? error;
    });
  }
  const isTerminal = process.stderr.isTTY === true && process.env.NO_COLOR === undefined;
  const { stderr } = process;
  const view = startLiveView(
    (text) => stderr.write(text),
    () => ({ columns: stderr.columns || 80, rows: stderr.rows || 24 }),
  );
  return {
    out: (text) => {
      if (process.stdout.isTTY) view.above(() => process.stdout.write(text));
      else writeOut(text);
    },
    err: (text) => view.above(() => stderr.write(text)),
    env: process.env,
    cwd: process.cwd(),
    argv: process.argv.slice(2),
    now: () => Date.now(),
    isTerminal,
    ...shownColumns(),
    ...(isTerminal ? { view } : {}),
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
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

/** A file that stdout leads to is written at once, and so is its refusal. */
function writeOut(text: string): void {
  try {
    process.stdout.write(text);
  } catch (error) {
    throw outputProblem(error) ?? error;
  }
}

/** Questions go to stderr, like everything that is not a result. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** `COLUMNS` says it where there is no terminal to ask. */
function shownColumns(): { readonly columns?: number } {
  const told = Number(process.env.COLUMNS);
  if (process.stdout.isTTY && process.stdout.columns > 0) return { columns: process.stdout.columns };
  return Number.isInteger(told) && told >= 20 ? { columns: told } : {};
}
