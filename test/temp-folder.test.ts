import { spawnSync } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { tempPrefix } from "./support/temp-folder.ts";

it("what tests and their programs write to the temporary folder is in one that goes with the run", async () => {
  const made = await mkdtemp(join(tmpdir(), "x-"));
  expect(basename(dirname(made))).toMatch(new RegExp(`^${tempPrefix}`));
  const asked = spawnSync(process.execPath, ["-p", "require('node:os').tmpdir()"], { encoding: "utf8" });
  expect(asked.stdout.trim()).toBe(dirname(made));
});
