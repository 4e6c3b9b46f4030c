import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { knownModels } from "../../src/models/catalogue.ts";
import { modelsMarkdown } from "../../src/reports/models-table.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

it.each([
  ["docs/models.md", "en"],
  ["docs/models.ja.md", "ja"],
] as const)("%s holds the catalogue's table as it is", async (path, language) => {
  const text = await readFile(join(root, path), "utf8");
  const table = /<!-- models: .* -->\n\n([\s\S]*)\n<!-- \/models -->/.exec(text)?.[1];
  expect(table).toBe(modelsMarkdown(language));
  for (const { id, source } of knownModels) {
    expect(table).toContain(`| ${id} |`);
    expect(table).toContain(source.read);
  }
});
