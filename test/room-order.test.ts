import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../src/files/package-root.ts";

/** docs/architecture.md: rooms between commas do not import each other, an arrow points at who may be imported. */
const hallway = [
  ["errors", "statistics", "text", "files"],
  ["sources"],
  ["questions", "judges", "models"],
  ["chat"],
  ["servers"],
  ["answers"],
  ["judgments"],
  ["results"],
  ["runs"],
  ["scores"],
  ["gate"],
  ["reports", "exchange"],
  ["config"],
  ["commands"],
  ["cli", "index"],
];

/** `errors` is everybody's, and `models` needs nothing of its neighbours but the shape of a question set. */
const allowedBeside = new Set(["errors"]);

const src = join(packageRoot, "src");

function roomOf(path: string): string {
  return (relative(src, path).split("/")[0] ?? "").replace(/\.ts$/, "");
}

function positionOf(room: string): number {
  const position = hallway.findIndex((rooms) => rooms.includes(room));
  if (position < 0) throw new Error(`${room} is a room that docs/architecture.md does not know`);
  return position;
}

function importsOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g)];
  return found.map((match) => join(path, "..", match[1] ?? ""));
}

const sources = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

describe("the house", () => {
  it("imports only from rooms further left", () => {
    const wrong: string[] = [];
    for (const path of sources) {
      const room = roomOf(path);
      for (const target of importsOf(path)) {
        const other = roomOf(target);
        if (other === room || allowedBeside.has(other)) continue;
        if (positionOf(other) >= positionOf(room))
          wrong.push(`${relative(src, path)} imports ${relative(src, target)}`);
      }
    }
    expect(sources.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("has rooms one level deep, without barrel files", () => {
    const inner = sources.map((path) => relative(src, path)).filter((path) => /\/index\.ts$/.test(path));
    expect(inner).toEqual([]);
  });

  it("has a lint rule that fails on a wrong import", () => {
    const copy = mkdtempSync(join(tmpdir(), "mtbench-rooms-"));
    copyFileSync(join(packageRoot, "biome.json"), join(copy, "biome.json"));
    mkdirSync(join(copy, "src", "chat"), { recursive: true });
    const text = 'import type { RunRecord } from "../results/run-record.ts";\n\nexport type Wrong = RunRecord;\n';
    writeFileSync(join(copy, "src", "chat", "wrong.ts"), text);
    const biome = join(packageRoot, "node_modules", "@biomejs", "biome", "bin", "biome");
    const { status, stderr } = spawnSync(process.execPath, [biome, "check", "--vcs-enabled=false", "src"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(stderr).toContain("noRestrictedImports");
    expect(status).not.toBe(0);
  });
});
