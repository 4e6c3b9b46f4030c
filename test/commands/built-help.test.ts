import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../../src/files/package-root.ts";
import { runCli } from "../support/run-cli.ts";

it("--help says what the build wrote down, which is what would be laid out", async () => {
  expect(existsSync(join(process.env.MTBENCH_TEST_BUILD ?? "", "chunks", "help.txt"))).toBe(true);
  const options = { cwd: packageRoot };
  const written = await runCli(["--help"], options);
  // A second word is laid out anew.
  const laidOut = await runCli(["-h", "--help"], options);
  expect(written.stdout).toContain("mtbench leaderboard");
  expect(written.stdout).toBe(laidOut.stdout);
  expect(await runCli(["-h"], options)).toEqual(written);
});
