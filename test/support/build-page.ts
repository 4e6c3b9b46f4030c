import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** What the report's page is made of, besides its packages. */
const sources = [
  "page",
  "src/people",
  "src/reports",
  "src/statistics",
  "src/judges",
  "src/questions",
  "package-lock.json",
];

/**
 * Puts today's page beside a build of the program, as `npm run build` does. It is built only when its sources changed, for
 * most test runs never look at it.
 */
export function buildPage(root: string, folder: string): void {
  const built = join(root, "node_modules", ".cache", "mtbench-page", hashOfSources(root, sources));
  if (!existsSync(built)) {
    const fresh = `${built}.${process.pid}`;
    const vite = join(root, "node_modules", "vite", "bin", "vite.js");
    mkdirSync(fresh, { recursive: true });
    for (const more of [[], ["--ssr", "render.tsx"], ["--mode", "desk"]]) {
      const { status, stderr } = spawnSync(process.execPath, [vite, "build", "page", "--outDir", fresh, ...more], {
        cwd: root,
        env: { ...process.env, NODE_ENV: "production" },
      });
      if (status !== 0) throw new Error(`the page could not be built: ${String(stderr)}`);
    }
    if (existsSync(built)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, built);
  }
  symlinkSync(built, join(folder, "page"), "junction");
}

/** Of files and folders below the root: names and bytes. */
export function hashOfSources(root: string, sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    const path = join(root, source);
    const files = source.includes(".") ? [""] : readdirSync(path, { recursive: true, encoding: "utf8" }).sort();
    for (const file of files) {
      if (file === "" || statSync(join(path, file)).isFile())
        hash.update(`${file}\n`).update(readFileSync(join(path, file)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
