import { styleText } from "node:util";
import { InputError } from "../errors.ts";
import { fileProblem } from "../files/storage-error.ts";
import { toolVersion } from "../files/tool-version.ts";
import { builtHelp } from "./built-help.ts";
import type { Ending } from "./exit-code.ts";
import { Interrupted } from "./terminal/interrupts.ts";
import type { Io } from "./terminal/io.ts";
import { safeIo } from "./terminal/safe-io.ts";

/** Parses the command line and carries it out. The ending decides the exit code; nothing else sets it. */
export async function main(argv: readonly string[], streams: Io): Promise<Ending> {
  const io = safeIo(streams);
  if (argv.length === 1 && argv[0] === "--version") {
    io.out(`${toolVersion()}\n`);
    return "done";
  }
  try {
    const help = await builtHelp(argv);
    if (help !== null) {
      io.out(help);
      return "done";
    }
    return await (await import("./command-line.ts")).carryOutCommand(argv, io);
  } catch (error) {
    return explain(error, io);
  }
}

/** One clear message for what the user can mend; the stack for what only we can. */
export function explain(error: unknown, io: Io): Ending {
  const mark = io.isTerminal ? styleText("red", "error:") : "error:";
  const wrong = error instanceof InputError ? error : fileProblem(error);
  if (wrong !== null) {
    io.err(`${mark} ${wrong.message}\n`);
    for (const problem of wrong.problems) io.err(`  ${problem}\n`);
    if (wrong.hint !== undefined && wrong.hint !== "") io.err(`${wrong.hint}\n`);
    return "wrong-input";
  }
  if (error instanceof Interrupted) return error.ending;
  io.err(`${mark} this is a bug in mtbench; please report it with the lines below\n`);
  io.err(`${error instanceof Error ? error.stack : String(error)}\n`);
  if (error instanceof Error && error.cause !== undefined) io.err(`cause: ${String(error.cause)}\n`);
  return "bug";
}
