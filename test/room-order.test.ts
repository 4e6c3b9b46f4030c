import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { packageRoot } from "../src/files/package-root.ts";

const roomSchema = z.object({
  name: z.string(),
  for: z.string().min(10),
  rooms: z.record(z.string(), z.string()).optional(),
});
const { hallway, beside } = z
  .object({ hallway: z.array(z.array(roomSchema)), beside: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(join(packageRoot, "rooms.json"), "utf8")));

const src = join(packageRoot, "src");

function roomOf(path: string): string {
  return (relative(src, path).split(sep)[0] ?? "").replace(/\.ts$/, "");
}

function positionOf(room: string): number {
  const position = hallway.findIndex((row) => row.some(({ name }) => name === room));
  if (position < 0) throw new Error(`${room} is a room that rooms.json does not know`);
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
        if (other === room || beside.includes(other)) continue;
        if (positionOf(other) >= positionOf(room))
          wrong.push(`${relative(src, path)} imports ${relative(src, target)}`);
      }
    }
    expect(sources.length).toBeGreaterThan(50);
    expect(wrong).toEqual([]);
  });

  it("is the house of rooms.json: its rooms and sub-rooms, two levels at most, no barrel files", () => {
    const folders = new Set(sources.map((path) => relative(src, dirname(path)).split(sep).join("/")));
    folders.delete("");
    const told = hallway.flat().flatMap(({ name, rooms }) => {
      const inner = Object.keys(rooms ?? {}).map((sub) => `${name}/${sub}`);
      return sources.includes(join(src, `${name}.ts`)) ? [] : [name, ...inner];
    });
    for (const folder of [...folders]) folders.add(folder.split("/")[0] ?? "");
    expect([...folders].sort()).toEqual(told.sort());
    expect(sources.map((path) => relative(src, path)).filter((path) => /[\\/]index\.ts$/.test(path))).toEqual([]);
  });

  it("has sub-rooms where a room passes 25 files", () => {
    const count = new Map<string, number>();
    for (const path of sources) count.set(dirname(path), (count.get(dirname(path)) ?? 0) + 1);
    const crowded = [...count].filter(([folder, files]) => files > 25 && folder !== src);
    expect(crowded.map(([folder, files]) => `${relative(src, folder)}: ${files} files`)).toEqual([]);
  });

  it("has its lint rule and its table in docs/architecture.md from rooms.json", () => {
    const script = join(packageRoot, "scripts", "rooms.mjs");
    const { status, stderr } = spawnSync(process.execPath, [script, "--check"], { cwd: packageRoot, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each(["chat/wrong.ts", "chat/http/wrong.ts"])("has a lint rule that fails on a wrong import in %s", (path) => {
    const copy = mkdtempSync(join(tmpdir(), "mtbench-rooms-"));
    copyFileSync(join(packageRoot, "biome.json"), join(copy, "biome.json"));
    mkdirSync(join(copy, "src", dirname(path)), { recursive: true });
    const up = path.includes("http") ? "../../" : "../";
    const text = `import type { RunRecord } from "${up}results/run-record.ts";\n\nexport type Wrong = RunRecord;\n`;
    writeFileSync(join(copy, "src", path), text);
    const biome = join(packageRoot, "node_modules", "@biomejs", "biome", "bin", "biome");
    const { status, stderr } = spawnSync(process.execPath, [biome, "check", "--vcs-enabled=false", "src"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(stderr).toContain("noRestrictedImports");
    expect(status).not.toBe(0);
  });
});
