import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { foldersIn } from "../results/folders.ts";
import type { InForce } from "../settings/in-force.ts";
import { didYouMean } from "../text/nearest.ts";

/**
 * Refuses a `--results` that is no folder, for whoever only reads there: nothing would be found in it, which looks like
 * nothing being there. The folder of the configuration, or the usual one, may still come.
 */
export async function requireResults(values: readonly InForce[], cwd: string): Promise<void> {
  const said = values.find(({ property, origin }) => property === "results" && origin === "flag")?.value;
  if (typeof said !== "string") return;
  const path = resolve(cwd, said);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return;
  const what = found === null ? "there is no folder" : "this is a file and no folder:";
  const near = didYouMean(basename(path), await foldersIn(dirname(path)).catch(() => []));
  throw new InputError(`--results: ${what} ${path}`, near === "" ? {} : { hint: `D${near.slice(1)}` });
}
