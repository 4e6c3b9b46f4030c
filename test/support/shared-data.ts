import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where `npm run test:data` puts them. */
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "mtbench-test-data");
const named = process.env.MTBENCH_TEST_DATA;
const folders = named === undefined ? [resolve(projectRoot, "../shared/data"), cache] : [resolve(projectRoot, named)];

/** Folder of the official files and recorded runs, which are not ours to commit; null where it is missing. */
export const sharedData: string | null = folders.find((folder) => existsSync(folder)) ?? null;

/** What is tested, and the files of the folder that it needs beyond what is public. */
export type Tested = string | { readonly name: string; readonly needs: readonly string[] };

/**
 * A `describe` for tests that need that folder, and of it these files; where one is missing they are skipped and the reason
 * is printed.
 */
export function describeWithSharedData(tested: Tested, define: (data: string) => void): void {
  const { name, needs } = typeof tested === "string" ? { name: tested, needs: [] } : tested;
  const folder = sharedData ?? cache;
  const missing = [folder, ...needs.map((path) => join(folder, path))].find((path) => !existsSync(path));
  if (missing === undefined) {
    describe(name, () => define(folder));
    return;
  }
  process.stderr.write(`skipped: ${name}: there is no ${missing} (npm run test:data brings what is public)\n`);
  // Not defined: some read their files to know what to test.
  describe.skip(name, () => it(`needs ${missing}`, () => {}));
}
