import { styleText } from "node:util";
import { type LoadedConfig, loadConfig, noConfig } from "../config/load-config.ts";
import { flagDefaults } from "../config/values-in-force.ts";
import { InputError } from "../errors.ts";
import { fileProblem } from "../files/storage-error.ts";
import { toolVersion } from "../files/tool-version.ts";
import type { Ending } from "./exit-code.ts";
import type { Dispatch } from "./grammar/dispatch.ts";
import { emptyValue } from "./grammar/refuse-empty-words.ts";
import { repeatedFlag } from "./grammar/refuse-repeated-flags.ts";
import { wrongSwitch } from "./grammar/refuse-switch-values.ts";
import { Interrupted } from "./terminal/interrupts.ts";
import type { Io } from "./terminal/io.ts";

/** Parses the command line and carries it out. The ending decides the exit code; nothing else sets it. */
export async function main(argv: readonly string[], io: Io): Promise<Ending> {
  if (argv.length === 1 && argv[0] === "--version") {
    io.out(`${toolVersion()}\n`);
    return "done";
  }
  const [{ default: yargs }, { addCommands }, { addReportCommands }, { addSetupCommands }, { configOption }] =
    await Promise.all([
      import("yargs"),
      import("./grammar/grammar.ts"),
      import("./show/report-grammar.ts"),
      import("./setup/setup-grammar.ts"),
      import("./grammar/shared-options.ts"),
    ]);
  let ending: Ending = "done";
  const carryOut: Dispatch = async (work) => {
    ending = await work(io);
  };
  // The file holds the flags' defaults, so it is read before them; what is wrong with it is told to those who need it.
  const { loaded, problem } = await tryConfig(argv, io);
  const dispatch: Dispatch = async (work) => {
    if (problem !== null) throw problem;
    await carryOut(work);
  };
  const program = yargs().scriptName("mtbench").usage("$0 <command> [flags]\n\nMT-Bench for OpenAI-compatible servers");
  program.option("config", configOption);
  const parser = addReportCommands(
    addSetupCommands(addCommands(program, dispatch, flagDefaults(loaded)), carryOut),
    carryOut,
  )
    .parserConfiguration({ "duplicate-arguments-array": true, "greedy-arrays": true })
    .version(toolVersion())
    .help()
    .alias("help", "h")
    .strict()
    .recommendCommands()
    .demandCommand(1, "name a command; mtbench --help lists them")
    .check((flags, options) => repeatedFlag(flags, options) ?? wrongSwitch(flags, argv) ?? emptyValue(argv) ?? true)
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message, error) => {
      // yargs throws errors of its own for what it finds while it parses, such as a flag without its value.
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      throw new InputError(message ?? error?.message, { hint: "mtbench <command> --help shows the flags." });
    });
  try {
    await parser.parseAsync([...argv]);
    return ending;
  } catch (error) {
    return explain(error, io);
  }
}

async function tryConfig(
  argv: readonly string[],
  io: Io,
): Promise<{ readonly loaded: LoadedConfig; readonly problem: InputError | null }> {
  try {
    return { loaded: await loadConfig({ cwd: io.cwd, path: configFlag(argv) }), problem: null };
  } catch (error) {
    if (error instanceof InputError) return { loaded: noConfig, problem: error };
    throw error;
  }
}

/** The last `--config FILE` of a command line that is not parsed yet. */
function configFlag(argv: readonly string[]): string | undefined {
  const at = argv.findLastIndex((word) => word === "--config" || word.startsWith("--config="));
  const word = argv[at];
  return word === "--config" ? argv[at + 1] : word?.slice("--config=".length);
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
