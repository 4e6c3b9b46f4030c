import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = (path: string) => readFile(join(root, path), "utf8");

describe.each(["docs/reliability.md", "docs/reliability.ja.md"])("%s", (document) => {
  it("names a test that exists for each fault", async () => {
    const rows = [...(await text(document)).matchAll(/\| `(test\/[^`]+\.test\.ts)` "([^"]+)" \|/g)];
    expect(rows.length).toBeGreaterThanOrEqual(80);
    // Every row of the tables names one; their heads and rules do not.
    const tables = (await text(document))
      .split("\n## ")
      .filter((part) => part.includes("| test |") || part.includes("| テスト |"))
      .map((part) => part.split("\n").filter((line) => line.startsWith("| ")).length - 2);
    expect(tables).toHaveLength(2);
    expect(tables.reduce((sum, lines) => sum + lines, 0)).toBe(rows.length);
    for (const [, path = "", name = ""] of rows) expect(await text(path)).toContain(name);
  });
});

it.each(["docs/reliability.md", "docs/reliability.ja.md"])(
  "%s has a row for every numbered kind of wild input",
  async (document) => {
    const page = await text(document);
    for (let kind = 1; kind <= 21; kind++) expect(page).toMatch(new RegExp(`^\\| [A-E]${kind} `, "m"));
  },
);

it.each(["docs/events.md", "docs/events.ja.md"])("%s lists every event", async (page) => {
  const source = await text("src/commands/terminal/events.ts");
  const types = [...source.matchAll(/readonly type: "([^"]+)"/g)].map(([, type]) => type);
  expect(types.length).toBeGreaterThanOrEqual(6);
  const document = await text(page);
  for (const type of types) expect(document).toContain(`| \`${type}\` |`);
});
