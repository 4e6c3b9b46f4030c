import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../files/package-root.ts";

const packageSchema = z.object({ version: z.string() });

/** Version of this package. */
export function toolVersion(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return packageSchema.parse(JSON.parse(text)).version;
}
