import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "./build-page.ts";

/**
 * Builds once before all tests, into a folder of this run's own, so that tests of the command line always run today's
 * source and two runs never meet. Type errors are `npm run check`'s to report; the program is built all the same.
 */
export default function build(): () => void {
  const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
  const folder = join(root, "node_modules", ".cache", "mtbench-test", String(process.pid));
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const { stderr } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", folder], { cwd: root });
  if (!existsSync(join(folder, "cli.js"))) throw new Error(`the program could not be built: ${String(stderr)}`);
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const bundle = ["build", "--config", "vite.cli.config.ts", "--logLevel", "error", "--outDir", folder];
  const { status, stderr: said } = spawnSync(process.execPath, [vite, ...bundle], { cwd: root });
  if (status !== 0) throw new Error(`the program could not be bundled: ${String(said)}`);
  buildPage(root, folder);
  process.env.MTBENCH_TEST_BUILD = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
