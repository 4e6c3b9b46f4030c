import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { InputError } from "../../errors.ts";
import type { Environment } from "../reach/server-access.ts";

/**
 * The `llama-server` program: the one that was named (a flag, then LLAMA_SERVER), else the first on PATH; null where there
 * is none. One that was named and cannot be run is an InputError, since another build would be another result.
 */
export async function findLlamaServer(
  env: Environment,
  options: { readonly named: string | undefined; readonly cwd: string },
): Promise<string | null> {
  const variable = (env.LLAMA_SERVER ?? "").trim();
  const named = options.named ?? (variable === "" ? undefined : variable);
  if (named !== undefined) {
    const path = resolve(options.cwd, named);
    if (await isProgram(path)) return path;
    throw new InputError(`${options.named === undefined ? "LLAMA_SERVER" : "--llama-server"}: ${path} is no program`, {
      hint: "Name the llama-server executable itself, and see that it may be run.",
    });
  }
  const name = process.platform === "win32" ? "llama-server.exe" : "llama-server";
  for (const folder of (env.PATH ?? env.Path ?? "").split(delimiter)) {
    if (folder === "") continue;
    const path = join(folder, name);
    if (await isProgram(path)) return path;
  }
  return null;
}

async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
