import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Packages that a file's own imports load before anything of it runs; `import()` and types are not among them. */
function loadedBy(file: string, seen = new Set<string>(), packages = new Set<string>()): Set<string> {
  if (seen.has(file)) return packages;
  seen.add(file);
  const source = readFileSync(file, "utf8");
  for (const [, names = "", from = ""] of source.matchAll(
    /^import\s+(?:(type\s[^;]*?|[^;]*?)\s+from\s+)?"([^"]+)";/gmu,
  )) {
    if (names.startsWith("type ")) continue;
    if (from.startsWith(".")) loadedBy(resolve(dirname(file), from), seen, packages);
    else if (!from.startsWith("node:")) packages.add(from);
  }
  return packages;
}

describe("the start of the program", () => {
  it("loads no package: --version and --help would wait for all of them", () => {
    expect([...loadedBy(join(import.meta.dirname, "../src/program.ts"))]).toEqual([]);
  });

  it("and of the rooms that work only lists, which bring nothing along", () => {
    const files = new Set<string>();
    loadedBy(join(import.meta.dirname, "../src/commands/command-line.ts"), files);
    const working = [...files].filter((file) => !/src\/(?:commands|settings|config|files|errors\.ts)/u.test(file));
    expect(working.length).toBeGreaterThan(5);
    expect(working.filter((file) => /^import (?!type )[^;]*from "\.\.?\//mu.test(readFileSync(file, "utf8")))).toEqual(
      [],
    );
  });

  it("loads yargs alone to show what every verb and flag is", () => {
    expect([...loadedBy(join(import.meta.dirname, "../src/commands/command-line.ts"))]).toEqual(["yargs"]);
  });
});
