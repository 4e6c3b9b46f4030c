import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { InputError } from "../errors.ts";
import { foldersIn } from "../results/folders.ts";
import type { InForce } from "../settings/in-force.ts";
import { didYouMean } from "../text/nearest.ts";

/**
 * Refuses results that are no folder, whether the flag or the configuration names them, for whoever only reads there:
 * nothing would be found in it, which looks like nothing being there. The usual folder may still come.
 */
export async function requireResults(values: readonly InForce[], cwd: string): Promise<void> {
  const said = values.find(({ property, origin }) => property === "results" && origin !== "default");
  if (typeof said?.value !== "string") return;
  const path = resolve(cwd, said.value);
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() === true) return;
  const what = found === null ? "there is no folder" : "this is a file and no folder:";
  const near = didYouMean(basename(path), await foldersIn(dirname(path)).catch(() => []));
  throw new InputError(
    `${said.origin === "flag" ? "--results" : "results in the configuration"}: ${what} ${path}`,
    near === "" ? {} : { hint: `D${near.slice(1)}` },
  );
}
