import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { codeOf } from "../errors.ts";
import { sha256 } from "../files/canonical-json.ts";
import { packageRoot } from "../files/package-root.ts";
import { checkShape } from "../text/check-shape.ts";
import { parseJson } from "../text/parse-json.ts";

/** What the build made of the package's YAML files (`scripts/parsed-yaml.mjs`): a value each, by the sha256 of its text. */
const parsedFolder = join(packageRoot, "dist", "parsed");

/**
 * Parses a YAML file of a data folder against a schema, as `parseYaml` does. The values of the package's own files are read
 * as JSON, in a small part of the time; a file that somebody edited or wrote has another text, and is parsed.
 *
 * @param folder where the build put them; replaceable for tests
 * @throws InputError with everything that is wrong in it
 */
export async function parseDataFile<T>(
  text: string,
  schema: z.ZodType<T>,
  place: string,
  folder: string = parsedFolder,
): Promise<T> {
  const built = builtValue(text, folder);
  if (built !== null) {
    const checked = checkShape(schema, parseJson(built));
    if (checked.ok) return checked.value;
  }
  // The library is loaded where there is something to parse; it also knows the line of every problem.
  const { parseYaml } = await import("../text/parse-yaml.ts");
  return parseYaml(text, schema, place);
}

/** Null: none of the package's files as they were built. */
function builtValue(text: string, folder: string): string | null {
  try {
    return readFileSync(join(folder, `${sha256(text)}.json`), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}
