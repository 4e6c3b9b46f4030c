import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const text = (path: string) => readFile(join(root, path), "utf8");

describe.each(["docs/reliability.md", "docs/reliability.ja.md"])("%s", (document) => {
  it("names a test that exists for each fault", async () => {
    const rows = [...(await text(document)).matchAll(/\| `(test\/[^`]+\.test\.ts)` "([^"]+)" \|/g)];
    expect(rows.length).toBeGreaterThanOrEqual(42);
    // Every row of the table names one; its head and its rule do not.
    const section = (await text(document))
      .split("\n## ")
      .find((part) => part.includes("| test |") || part.includes("| テスト |"));
    expect(section?.split("\n").filter((line) => line.startsWith("| "))).toHaveLength(rows.length + 2);
    for (const [, path = "", name = ""] of rows) expect(await text(path)).toContain(name);
  });
});

it.each(["docs/events.md", "docs/events.ja.md"])("%s lists every event", async (page) => {
  const source = await text("src/commands/terminal/events.ts");
  const types = [...source.matchAll(/readonly type: "([^"]+)"/g)].map(([, type]) => type);
  expect(types.length).toBeGreaterThanOrEqual(6);
  const document = await text(page);
  for (const type of types) expect(document).toContain(`| \`${type}\` |`);
});
