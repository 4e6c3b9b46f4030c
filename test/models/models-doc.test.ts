import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { knownModels } from "../../src/models/catalogue.ts";
import { modelsMarkdown } from "../../src/reports/tables/models-table.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

it.each([
  ["docs/models.md", "en"],
  ["docs/models.ja.md", "ja"],
] as const)("%s holds the catalogue's table as it is", async (path, language) => {
  const text = await readFile(join(root, path), "utf8");
  const table = /<!-- models: .* -->\n\n([\s\S]*)\n<!-- \/models -->/.exec(text)?.[1];
  expect(rowsOf(table ?? "")).toEqual(rowsOf(modelsMarkdown(language)));
  const rows = rowsOf(table ?? "");
  for (const { id, source } of knownModels) expect(rows.find((row) => row[0] === id)?.at(-1)).toBe(source.read);
});

/** Cells without the padding that a formatter may add. */
function rowsOf(table: string): string[][] {
  const rows = table.trim().split("\n");
  return rows
    .filter((row) => !/^[|\s-]+$/.test(row))
    .map((row) =>
      row
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
