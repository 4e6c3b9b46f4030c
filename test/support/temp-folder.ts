import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Beginning of the name of a run's folder; short, for the path of a socket in it may have a hundred characters at most. */
export const tempPrefix = "mtbench-test-";

/**
 * One folder for everything that the tests of this run write below the system's temporary folder. Workers are forked
 * after this and take TMPDIR over; the folder goes when the run ends.
 */
export default function tempFolder(): () => void {
  const before = process.env.TMPDIR;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), tempPrefix)));
  process.env.TMPDIR = folder;
  return () => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    // A browser that was just closed may still be tidying up.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
}
