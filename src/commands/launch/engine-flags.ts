import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { Io } from "../terminal/io.ts";

/** Flags of every command that may run a GGUF file. */
export interface EngineFlags {
  readonly results: string;
  readonly llamaServer?: string | undefined;
  readonly llamaServerArgs?: string | undefined;
  readonly deterministic?: boolean | undefined;
}

/** How GGUF files are run. */
export interface EngineSettings {
  readonly llamaServer: string | undefined;
  readonly llamaArguments: readonly string[];
  readonly logFolder: string;
}

/** Below the results; no question set is called so. */
const logFolderName = "server-logs";

export function engineOptions<T>(args: Argv<T>) {
  return args
    .option("llama-server", {
      type: "string",
      describe: "llama-server program for GGUF files (default: LLAMA_SERVER, then PATH)",
      requiresArg: true,
    })
    .option("llama-server-args", {
      type: "string",
      describe: 'Further arguments for it: --llama-server-args="--n-gpu-layers 99"',
      requiresArg: true,
    });
}

export function engineSettings(flags: EngineFlags, io: Io): EngineSettings {
  return {
    llamaServer: flags.llamaServer,
    llamaArguments: splitArguments(flags.llamaServerArgs ?? ""),
    logFolder: resolve(io.cwd, flags.results, logFolderName),
  };
}

/** Words between spaces; quotes keep spaces inside one. */
export function splitArguments(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/gu)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? "",
  );
}
