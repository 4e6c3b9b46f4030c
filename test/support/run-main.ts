import { exitCode } from "../../src/commands/exit-code.ts";
import { main } from "../../src/commands/main.ts";
import { type CliResult, environmentIn } from "./run-cli.ts";

/**
 * Runs a command line to its end in this process: the same as `runCli` without starting Node and loading the program, which
 * takes longer than most commands. For what the process itself matters to (signals, its environment, help), `runCli`.
 */
export async function runMain(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>>; readonly columns?: number },
): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  const ending = await main(args, {
    out: (text) => {
      stdout += text;
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
    onInterrupt: () => () => undefined,
  });
  return { code: exitCode(ending), signal: null, stdout, stderr };
}
