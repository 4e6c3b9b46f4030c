import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { hashOf } from "../files/canonical-json.ts";
import { folderName } from "../files/folder-name.ts";
import { loadSetDefinition } from "../questions/load-question-set.ts";
import type { SetDefinition } from "../questions/set-definition.ts";
import type { AtHandOptions } from "./set-at-hand.ts";
import { originOf, variantSetFiles } from "./variant-set.ts";
import type { VariedName } from "./varied-name.ts";

/** The folder in the cache with the set that a seed gives; drawn when it is not there. Throws as `setAtHand` does. */
export async function drawnFolder(name: string, varied: VariedName, options: AtHandOptions): Promise<string> {
  const { definition } = await loadSetDefinition(varied.of, options);
  // Other generators give other questions under the same seed, so they have a folder of their own.
  const version = hashOf({ ...originOf(definition, varied.seed) }).slice(0, 12);
  const folder = join(options.places.cache, "variants", folderName(name), version);
  if (!(await isFile(join(folder, "set.yaml")))) await writeVariantSet(folder, definition, varied.seed);
  return folder;
}

/** Writes a set of variants; `set.yaml` comes last, for it is what makes a folder a question set. */
export async function writeVariantSet(folder: string, original: SetDefinition, seed: string): Promise<void> {
  for (const { path, text } of variantSetFiles(original, seed)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFileAtomic(target, text);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
