import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = resolve(projectRoot, process.env.MTBENCH_TEST_DATA ?? "../shared/data");

/** Folder of the official files and recorded runs, which are not ours to commit; null where it is missing. */
export const sharedData: string | null = existsSync(folder) ? folder : null;

/** A `describe` for tests that need that folder; where it is missing they are skipped and the reason is printed. */
export function describeWithSharedData(name: string, define: (data: string) => void): void {
  if (sharedData === null) {
    process.stderr.write(`skipped: ${name}: there is no ${folder} (MTBENCH_TEST_DATA names another)\n`);
    describe.skip(name, () => define(folder));
  } else {
    describe(name, () => define(folder));
  }
}
