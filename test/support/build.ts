import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage, hashOfSources } from "./build-page.ts";

/** What the program and its page are made of. */
const sources = [
  "src",
  "page",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.cli.config.ts",
  "scripts/compiled-parts.mjs",
  "scripts/undici-parts.mjs",
];

/**
 * Builds once before all tests, so that tests of the command line always run today's source; a build of the same source is
 * used again. It appears under its name when it is whole, so two runs never meet. Type errors are `npm run check`'s to
 * report; the program is built all the same.
 */
export default function build(): void {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const builds = join(root, "node_modules", ".cache", "mtbench-test");
  const folder = join(builds, hashOfSources(root, sources));
  process.env.MTBENCH_TEST_BUILD = folder;
  if (existsSync(folder)) return;
  const fresh = join(builds, `unfinished-${process.pid}`);
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stderr } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", fresh], { cwd: root });
  if (!existsSync(join(fresh, "cli.js"))) throw new Error(`the program could not be built: ${String(stderr)}`);
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const bundle = ["build", "--config", "vite.cli.config.ts", "--logLevel", "error", "--outDir", fresh];
  const { status, stderr: said } = spawnSync(process.execPath, [vite, ...bundle], { cwd: root });
  if (status !== 0) throw new Error(`the program could not be bundled: ${String(said)}`);
  buildPage(root, fresh);
  spawnSync(process.execPath, [join(root, "scripts", "compiled-parts.mjs"), fresh], { cwd: root });
  removeOld(builds);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Builds of a day ago: nobody runs them any more. */
function removeOld(builds: string): void {
  for (const name of readdirSync(builds)) {
    const path = join(builds, name);
    if (statSync(path).mtimeMs < Date.now() - 86_400_000) rmSync(path, { recursive: true, force: true });
  }
}
