import type { Argv } from "yargs";

/** Flags of every command that may run a GGUF file. */
export interface EngineFlags {
  readonly results: string;
  readonly llamaServer?: string | undefined;
  readonly llamaServerArgs?: string | undefined;
  readonly deterministic?: boolean | undefined;
}

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
