import { exitCode } from "../../src/commands/exit-code.ts";
import { main } from "../../src/commands/main.ts";
import { type CliResult, environmentIn } from "./run-cli.ts";

interface MainOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/** A command that goes on until it is interrupted. */
export interface StartedMain {
  /** What it prints first. */
  readonly first: Promise<string>;
  /** As Ctrl-C, or SIGTERM, would; resolves when it has ended. */
  readonly stop: (signal?: "SIGINT" | "SIGTERM") => Promise<CliResult>;
}

/**
 * Runs a command line to its end in this process: the same as `runCli` without starting Node and loading the program, which
 * takes longer than most commands. For what the process itself matters to (signals, its environment, help), `runCli`.
 */
export function runMain(args: readonly string[], options: MainOptions): Promise<CliResult> {
  return mainOf(args, options, { onInterrupt: () => () => undefined, onPrinted: () => undefined });
}

/** The same of a command that serves until somebody stops it. */
export function startMain(args: readonly string[], options: MainOptions): StartedMain {
  const handlers = new Set<(signal: "SIGINT" | "SIGTERM") => void>();
  let printed: (text: string) => void = () => undefined;
  const text = new Promise<string>((resolve) => {
    printed = resolve;
  });
  const result = mainOf(args, options, {
    onInterrupt(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    onPrinted: (words) => printed(words),
  });
  const ended = result.then(({ stderr }): never => {
    throw new Error(stderr);
  });
  const first = Promise.race([text, ended]);
  // Who does not wait for it hears of it at the end.
  ended.catch(() => undefined);
  first.catch(() => undefined);
  return {
    first,
    async stop(signal = "SIGINT") {
      await first;
      // It listens for signals right after it has said where it is.
      while (handlers.size === 0) await new Promise((resume) => setTimeout(resume, 5));
      for (const handler of handlers) handler(signal);
      return result;
    },
  };
}

interface Watch {
  readonly onInterrupt: (handler: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
  readonly onPrinted: (text: string) => void;
}

async function mainOf(args: readonly string[], options: MainOptions, watch: Watch): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  const ending = await main(args, {
    out: (text) => {
      stdout += text;
      watch.onPrinted(text);
    },
    err: (text) => {
      stderr += text;
    },
    env: environmentIn(options),
    cwd: options.cwd,
    argv: args,
    now: Date.now,
    isTerminal: false,
    ...(options.columns === undefined ? {} : { columns: options.columns }),
    onInterrupt: watch.onInterrupt,
  });
  return { code: exitCode(ending), signal: null, stdout, stderr };
}
