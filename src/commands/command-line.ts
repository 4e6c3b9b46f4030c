import yargs, { type Argv } from "yargs";
import { type LoadedConfig, loadConfig, noConfig } from "../config/load-config.ts";
import { InputError } from "../errors.ts";
import { toolVersion } from "../files/tool-version.ts";
import { settingOf } from "../settings/settings.ts";
import { fact, words, yargsOptions } from "../settings/yargs-options.ts";
import { helpWidth } from "./built-help.ts";
import type { Ending } from "./exit-code.ts";
import { refuseWords } from "./refuse-words.ts";
import type { Io } from "./terminal/io.ts";
import type { Verb } from "./verb.ts";
import { groups, verbs } from "./verbs.ts";

/** Finds the verb of a command line and carries it out. yargs finds words and shows help; it judges nothing. */
export async function carryOutCommand(argv: readonly string[], io: Io): Promise<Ending> {
  // While a line is being completed its last word may be empty.
  if (!argv.includes("--get-yargs-completions")) refuseWords(argv);
  const told = argv.some((word) => ["--help", "-h", "--get-yargs-completions"].includes(word));
  // The file holds the flags' defaults. What is wrong with it is told to the verbs that it can set something of.
  const { loaded, problem } = await tryConfig(argv, io);
  const parsed = await parse(argv, { told, file: loaded.config });
  if (parsed instanceof Chosen) {
    const { verb, given } = parsed;
    await refuseFurtherWords(parsed);
    const readsFile = verb.flags.some((name) => name === "config" || settingOf(name).file !== undefined);
    if (problem !== null && readsFile) throw problem;
    return verb.run(given, loaded.config, io);
  }
  const asked = parsed.help === true || parsed.version === true || parsed["get-yargs-completions"] !== undefined;
  const said = wordsOf(parsed._);
  if (asked || said[0] === "completion") return "done";
  throw await unknownCommand(said);
}

interface Declared {
  readonly told: boolean;
  readonly file: unknown;
}

/** What a command line says. Thrown, because yargs lays out the help of every command once one has returned. */
class Chosen extends Error {
  readonly verb: Verb;
  /** By property; undefined is what nobody wrote. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Words beyond those that the command takes. */
  readonly further: readonly string[];

  constructor(verb: Verb, given: Readonly<Record<string, unknown>>, further: readonly string[]) {
    super(verb.command);
    this.verb = verb;
    this.given = given;
    this.further = further;
  }
}

async function parse(argv: readonly string[], declared: Declared): Promise<Chosen | Readonly<Record<string, unknown>>> {
  try {
    return await declare(yargs(), declared).parseAsync([...argv]);
  } catch (error) {
    if (error instanceof Chosen) return error;
    throw error;
  }
}

function declare(program: Argv, declared: Declared): Argv {
  let args = program.scriptName("mtbench").usage("$0 <command> [flags]\n\nMT-Bench for OpenAI-compatible servers");
  const seen = new Set<string>();
  for (const one of verbs) {
    const [first = ""] = one.command.split(" ");
    const about = groups[first];
    if (about === undefined && !seen.has(first)) args = addVerb(args, one, one.command, declared);
    else if (about !== undefined && !seen.has(first)) {
      args = args.command(first, about, (group) => addGroup(group, first, declared));
    }
    seen.add(first);
  }
  return args
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "duplicate-arguments-array": true,
      "greedy-arrays": true,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "strip-aliased": true,
    })
    .completion("completion", "Print a script that completes commands and flags in bash or zsh")
    .version(toolVersion())
    .help()
    .alias("help", "h")
    .epilogue("mtbench <command> --help shows a command's flags and examples.")
    .wrap(helpWidth())
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null && error.name !== "YError") throw error;
      throw wordedAnew(message ?? error?.message);
    });
}

function addGroup(args: Argv, group: string, declared: Declared): Argv {
  return verbsBelow(group).reduce((all, one) => addVerb(all, one, one.command.slice(group.length + 1), declared), args);
}

/** `baseline save` and `baseline show` of `baseline`. */
function verbsBelow(first: string): readonly Verb[] {
  return verbs.filter(({ command }) => new RegExp(`^${first} [a-z]`).test(command));
}

function addVerb(args: Argv, one: Verb, command: string, declared: Declared): Argv {
  const { told, file } = declared;
  // That a word is missing is said by `readFlags`, in words of ours.
  const pattern = told ? command : command.replace(/<([^<>]*)>/g, "[$1]");
  return args.command(
    pattern,
    one.about,
    (builder) => {
      let own = command === one.command ? addGroup(builder, command.split(" ")[0] ?? "", declared) : builder;
      for (const [name, said] of Object.entries(one.positionals)) {
        const { requiresArg: _, ...positional } = { ...words(said), ...(told ? fact(said) : { hidden: true }) };
        own = own.positional(name, { ...positional, type: "string" });
      }
      own = own.options(yargsOptions(one.flags, file, told));
      if (!told) return own;
      return one.examples.reduce((all, [line, what]) => all.example(`mtbench ${line}`, what), own);
    },
    (parsed) => {
      const { _, $0, help, version, ...given } = parsed;
      throw new Chosen(one, byProperty(given), wordsOf(_).slice(command === one.command ? 1 : 2));
    },
  );
}

async function refuseFurtherWords({ verb: { command }, further: [word] }: Chosen): Promise<void> {
  if (word === undefined) return;
  const inside = verbsBelow(command.split(" ")[0] ?? "").map((below) => below.command.split(" ")[1] ?? "");
  throw new InputError(`mtbench ${command} takes no further word, got ${JSON.stringify(word)}`, {
    hint: (await meantInside(word, command, inside)) ?? hint,
  });
}

/** `linking publishd`: a command of two words whose first is a command too. */
async function meantInside(word: string, command: string, inside: readonly string[]): Promise<string | null> {
  if (command.includes(" ") || inside.length === 0) return null;
  const { nearestHint } = await import("../text/nearest.ts");
  return nearestHint(word, inside);
}

const hint = "mtbench <command> --help shows the flags.";

/** `max-cost` as `maxCost`. */
function byProperty(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([name, value]) => [name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

async function unknownCommand([first, second]: readonly string[]): Promise<InputError> {
  const { nearestHint } = await import("../text/nearest.ts");
  if (first === undefined) return new InputError("name a command", { hint: "mtbench --help lists them." });
  const inside = verbsBelow(first).map(({ command }) => command.split(" ")[1] ?? "");
  if (groups[first] === undefined) {
    const names = new Set(verbs.map(({ command }) => command.split(" ")[0] ?? ""));
    return new InputError(`unknown command ${JSON.stringify(first)}`, { hint: nearestHint(first, names) });
  }
  if (second === undefined) return new InputError(`mtbench ${first}: name what to do: ${inside.join(" or ")}`);
  return new InputError(`mtbench ${first} does not know ${JSON.stringify(second)}`, {
    hint: nearestHint(second, inside),
  });
}

/** What yargs finds while it takes words apart: a flag whose value is missing. */
function wordedAnew(message: string | undefined): InputError {
  const flag = /^Not enough arguments following: (.+)$/.exec(message ?? "")?.[1];
  if (flag === undefined) return new InputError(message ?? "the command line cannot be read", { hint });
  return new InputError(`${flag.length === 1 ? "-" : "--"}${flag}: expected a value, got nothing`, { hint });
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
