import { InputError } from "../errors.ts";
import { describeValue } from "../text/check-shape.ts";
import { didYouMean } from "../text/nearest.ts";
import type { Positionals } from "./flags-of.ts";
import { type InForce, inForce } from "./in-force.ts";
import type { Zod } from "./kinds.ts";
import { flagName, type Said } from "./setting.ts";
import type { SettingName } from "./settings.ts";

export interface ReadFlags {
  /** By property, as `FlagsOf` types them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly inForce: readonly InForce[];
}

/**
 * A command's flags, read: what was given before the configuration `file` before the defaults, numbers as numbers.
 *
 * @param given what stood on the command line, by property, as words; switches as booleans
 * @throws InputError with every problem at once: flags that the command does not take, given twice, or no such value
 */
export async function readFlags(
  { names, positionals }: { readonly names: readonly SettingName[]; readonly positionals: Positionals },
  given: Readonly<Record<string, unknown>>,
  file: unknown,
): Promise<ReadFlags> {
  const { zodParts: z } = await import("./zod-parts.ts");
  const values = inForce(names, given, file);
  const problems: InputError[] = unknownFlags(values, positionals, given);
  const flags: Record<string, unknown> = {};
  for (const { setting, property, value } of values) {
    flags[property] = await readOne(`--${flagName(property)}`, setting, value, z, problems);
  }
  for (const [word, setting] of Object.entries(positionals)) {
    flags[word] = await readOne(`<${word}>`, setting, given[word] ?? setting.default, z, problems);
  }
  sameForm(flags, given, problems);
  const [first] = problems;
  if (first === undefined) return { flags, inForce: values };
  if (problems.length === 1) throw first;
  throw new InputError(`${problems.length} flags are not right`, {
    problems: problems.map(({ message, hint }) => (hint === undefined ? message : `${message}. ${hint}`)),
  });
}

async function readOne(flag: string, setting: Said, given: unknown, z: Zod, problems: InputError[]) {
  const isWord = flag.startsWith("<");
  if (given === undefined || (isWord && setting.required !== undefined && Array.isArray(given) && given.length === 0)) {
    const hint = isWord ? `Expected: ${beginSmall(setting.help)}.` : undefined;
    if (setting.required !== undefined) problems.push(new InputError(`${flag}: ${setting.required}`, { hint }));
    return undefined;
  }
  if (given === setting.default) return given;
  if (setting.kind !== "list" && Array.isArray(given)) {
    problems.push(new InputError(`${flag} was given ${given.length} times`));
    return undefined;
  }
  const value = setting.read(given);
  const problem =
    (setting.known === undefined ? null : unknownNames(flag, value, await setting.known())) ??
    (setting.type(z).safeParse(value).success ? null : unfit(flag, setting, given));
  if (problem !== null) problems.push(problem);
  return value;
}

/** `Id of the candidate` inside a sentence; `CSV files` stays. */
function beginSmall(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}

function unfit(flag: string, setting: Said, given: unknown): InputError {
  if (setting.kind === "list") return new InputError(`${flag}: expected ${setting.expected}`);
  const hint = setting.choices === undefined ? "" : didYouMean(String(given), setting.choices);
  return new InputError(`${flag}: expected ${setting.expected}, got ${describeValue(given)}`, {
    hint: hint === "" ? undefined : `D${hint.slice(1)}`,
  });
}

function unknownNames(flag: string, value: unknown, known: readonly string[]): InputError | null {
  const hint = `Known: ${known.join(", ")}.`;
  const wrong = (Array.isArray(value) ? value : []).filter((name: unknown) => !known.some((one) => one === name));
  const problems = wrong.map((name) =>
    [`${flag}: unknown ${JSON.stringify(name)}`, didYouMean(String(name), known)]
      .filter((part) => part !== "")
      .join("; "),
  );
  if (Array.isArray(value) && value.length === 0)
    return new InputError(`${flag}: expected at least one name`, { hint });
  const [first] = problems;
  if (first === undefined) return null;
  return problems.length === 1
    ? new InputError(first, { hint })
    : new InputError(`${flag} has unknown values`, { problems, hint });
}

function unknownFlags(
  values: readonly InForce[],
  positionals: Positionals,
  given: Readonly<Record<string, unknown>>,
): InputError[] {
  const known = new Map(
    values.flatMap(({ property, setting: { alias } }) => [
      [property, property] as const,
      ...(alias === undefined ? [] : [[alias, property] as const]),
    ]),
  );
  const flags = [...known.values()].map((property) => `--${flagName(property)}`);
  const unknown = Object.keys(given).filter((name) => !known.has(name) && !Object.hasOwn(positionals, name));
  return unknown.map((name) => {
    const flag = name.length === 1 ? `-${name}` : `--${flagName(name)}`;
    const hint = didYouMean(flag, new Set(flags));
    return new InputError(`unknown flag ${flag}`, { hint: hint === "" ? undefined : `D${hint.slice(1)}` });
  });
}

/** `--json` and `--format json` say the same, and either sets both. */
function sameForm(flags: Record<string, unknown>, given: Readonly<Record<string, unknown>>, problems: InputError[]) {
  if (!("json" in flags) || !("format" in flags)) return;
  if (flags.json === true && given.format !== undefined && flags.format !== "json") {
    problems.push(new InputError(`--json is short for --format json, and --format says ${String(flags.format)}`));
  }
  if (flags.json === true) flags.format = "json";
  flags.json = flags.format === "json";
}
