// Writes what follows from the table of flags: docs/flags.md, docs/flags.ja.md and mtbench.schema.json. Needs a build
// (`npm run flags` makes it); test/settings/flag-pages.test.ts says when a page is behind.
import { readFileSync, writeFileSync } from "node:fs";
import { withFlagTables } from "../dist/commands/flag-pages.js";
import { configJsonSchema } from "../dist/config/config-json-schema.js";

for (const [path, language] of [
  ["docs/flags.md", "en"],
  ["docs/flags.ja.md", "ja"],
]) {
  writeFileSync(path, withFlagTables(readFileSync(path, "utf8"), language));
}
writeFileSync("mtbench.schema.json", configJsonSchema());
