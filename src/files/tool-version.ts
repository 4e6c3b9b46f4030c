import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root.ts";

/** Version of this package. Read without a schema, which would take longer to load than `mtbench --version` may. */
export function toolVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8"));
  if (typeof read === "object" && read !== null && "version" in read && typeof read.version === "string") {
    return read.version;
  }
  throw new Error("the package.json of mtbench names no version");
}
