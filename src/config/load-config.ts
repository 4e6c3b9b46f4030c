import { resolve } from "node:path";
import { InputError } from "../errors.ts";
import { readTextIfThere } from "../files/read-text.ts";
import type { OwnModels } from "../models/own-models.ts";
import type { Config } from "./config-schema.ts";

/** Names under which the file is looked for in the working directory. */
const configNames = ["mtbench.config.yaml", "mtbench.config.yml", "mtbench.config.json"] as const;

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute path; null: there is no file. */
  readonly path: string | null;
  /** 1-based line of a value, or of the nearest thing around it; null where there is no file. */
  lineOf(path: readonly (string | number)[]): number | null;
}

export const noConfig: LoadedConfig = { config: {}, path: null, lineOf: () => null };

/**
 * Reads the configuration: the file that was named, else the one in the working directory, else none. JSON is read as the
 * YAML that it is. Throws an InputError with all of the file's problems, unknown keys with the nearest known name.
 */
export async function loadConfig(options: {
  readonly cwd: string;
  readonly path?: string | undefined;
}): Promise<LoadedConfig> {
  const found = await readConfig(options);
  if (found === null) return noConfig;
  const { name, path, text } = found;
  // Loaded only where there is a file to read: every command comes by here, `--help` too.
  const [{ parseYaml }, { yamlLines }, { configSchema }] = await Promise.all([
    import("../text/parse-yaml.ts"),
    import("../text/yaml-lines.ts"),
    import("./config-schema.ts"),
  ]);
  const lineOf = yamlLines(text, name);
  if (text.split("\n").every((line) => /^\s*(?:#|$)/.test(line))) return { config: {}, path, lineOf };
  const config = parseYaml(text, configSchema, name);
  refuseDanglingNames(config, name, lineOf);
  return { config, path, lineOf };
}

/** Servers, candidates and judges of the file, for `resolveModel` and for juries. */
export function ownModelsOf({ config }: LoadedConfig): OwnModels {
  return { servers: config.servers ?? {}, candidates: config.candidates ?? {}, judges: config.judges ?? {} };
}

async function readConfig(options: { readonly cwd: string; readonly path?: string | undefined }) {
  if (options.path !== undefined) {
    const path = resolve(options.cwd, options.path);
    const text = await readTextIfThere(path, path);
    if (text === null) throw new InputError(`--config: there is no ${options.path}`);
    return { name: options.path, path, text };
  }
  const found: { name: string; path: string; text: string }[] = [];
  for (const name of configNames) {
    const path = resolve(options.cwd, name);
    const text = await readTextIfThere(path, path);
    if (text !== null) found.push({ name, path, text });
  }
  const [first, second] = found;
  if (first !== undefined && second !== undefined) {
    throw new InputError(`${first.name} and ${second.name} are both here`, {
      hint: "Keep one of them, or name it with --config.",
    });
  }
  return first ?? null;
}

/** Servers that are named and not described; a base URL needs no description. */
function refuseDanglingNames(config: Config, place: string, lineOf: LoadedConfig["lineOf"]): void {
  const known = Object.keys(config.servers ?? {});
  const hint = known.length === 0 ? "" : ` (known: ${known.join(", ")})`;
  const named = (["candidates", "judges"] as const).flatMap((part) =>
    Object.entries(config[part] ?? {}).map(([id, { server }]) => ({ part, id, server })),
  );
  const problems = named.flatMap(({ part, id, server }) => {
    if (server === undefined || known.includes(server) || /^https?:\/\//.test(server)) return [];
    const line = lineOf([part, id, "server"]);
    const at = line === null ? place : `${place}:${line}`;
    const got = JSON.stringify(server);
    return [`${at}: ${part}.${id}.server: expected a name under servers or a base URL, got ${got}${hint}`];
  });
  if (problems.length > 0) throw new InputError(`${place} is not valid`, { problems });
}
