#!/usr/bin/env node
import { styleText } from "node:util";
import yargs from "yargs";
import { hideBin } from "yargs/helpers";
import { type Ending, exitCode } from "./commands/exit-code.ts";
import { addCommands } from "./commands/grammar.ts";
import type { Io } from "./commands/io.ts";
import { processIo } from "./commands/process-io.ts";
import { toolVersion } from "./commands/tool-version.ts";
import { InputError } from "./errors.ts";

/** Parses the command line and carries it out. The ending decides the exit code; nothing else sets it. */
export async function main(argv: readonly string[], io: Io): Promise<Ending> {
  let ending: Ending = "done";
  const parser = addCommands(
    yargs().scriptName("mtbench").usage("$0 <command> [flags]\n\nMT-Bench for OpenAI-compatible servers"),
    async (work) => {
      ending = await work(io);
    },
  )
    .parserConfiguration({ "duplicate-arguments-array": true, "greedy-arrays": true })
    .version(toolVersion())
    .help()
    .alias("help", "h")
    .strict()
    .recommendCommands()
    .demandCommand(1, "name a command; mtbench --help lists them")
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? new InputError(message, { hint: "mtbench <command> --help shows the flags." });
    });
  try {
    await parser.parseAsync([...argv]);
    return ending;
  } catch (error) {
    return explain(error, io);
  }
}

/** One clear message for what the user can mend; the stack for what only we can. */
function explain(error: unknown, io: Io): Ending {
  const mark = io.isTerminal ? styleText("red", "error:") : "error:";
  if (error instanceof InputError) {
    io.err(`${mark} ${error.message}\n`);
    for (const problem of error.problems) io.err(`  ${problem}\n`);
    if (error.hint !== undefined && error.hint !== "") io.err(`${error.hint}\n`);
    return "wrong-input";
  }
  if (error instanceof Error && error.message === "interrupted") return "interrupted";
  io.err(`${mark} this is a bug in mtbench; please report it with the lines below\n`);
  io.err(`${error instanceof Error ? error.stack : String(error)}\n`);
  if (error instanceof Error && error.cause !== undefined) io.err(`cause: ${String(error.cause)}\n`);
  return "bug";
}

process.exitCode = exitCode(await main(hideBin(process.argv), processIo()));
