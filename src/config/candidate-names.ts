import { resolve } from "node:path";
import { z } from "zod";
import { codeOf, InputError } from "../errors.ts";
import { readText } from "../files/read-text.ts";
import { loadConfig } from "./load-config.ts";

const namesSchema = z.record(z.string().min(1), z.string().trim().min(1));

/**
 * What readers call the candidates, by id: `displayName` of the configuration, and over it the file of `--names`, YAML or JSON
 * that maps ids to names (relative to `cwd`).
 *
 * @throws InputError when the file cannot be read or is no such map.
 */
export async function candidateNames(choice: {
  readonly cwd: string;
  readonly config?: string | undefined;
  readonly names?: string | undefined;
}): Promise<ReadonlyMap<string, string>> {
  const { config } = await loadConfig({ cwd: choice.cwd, path: choice.config });
  const names = new Map<string, string>();
  for (const [id, { displayName }] of Object.entries(config.candidates ?? {})) {
    if (displayName !== undefined) names.set(id, displayName);
  }
  if (choice.names !== undefined) {
    for (const [id, name] of Object.entries(await readNames(choice.cwd, choice.names))) names.set(id, name);
  }
  return names;
}

async function readNames(cwd: string, file: string): Promise<Readonly<Record<string, string>>> {
  const { parseYaml } = await import("../text/parse-yaml.ts");
  return parseYaml(await textOf(resolve(cwd, file), file), namesSchema, file);
}

async function textOf(path: string, shown: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`--names: ${shown}: ${error.message}`, { cause: error });
    throw new InputError(`--names: ${shown} cannot be read (${codeOf(error) ?? "unknown"})`, { cause: error });
  }
}
