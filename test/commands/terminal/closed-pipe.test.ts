import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startFakeServer } from "../../support/fake-server.ts";
import { runCli, startCli } from "../../support/run-cli.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

it("a reader of --events - that goes away does not end the run", async () => {
  const cwd = await smallSet(4);
  const server = await startFakeServer({ onChat: () => ({ text: "評価: [[6]]", delayMs: 30 }) });
  try {
    const args = smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "1", "--events", "-");
    const { child, result } = startCli(args, { cwd });
    child.stdout?.once("data", () => child.stdout?.destroy());
    expect((await result).code).toBe(0);
    const status = await runCli(["status"], { cwd });
    expect(status.stdout).toMatch(/complete +8\/8 +8\/8/);
  } finally {
    await server.close();
  }
});

it.runIf(existsSync("/dev/full"))("output into a file on a full disk is said, and is no bug", () => {
  const cli = join(process.env.MTBENCH_TEST_BUILD ?? "", "cli.js");
  const full = spawnSync("sh", ["-c", '"$0" "$1" judges list >/dev/full', process.execPath, cli], { encoding: "utf8" });
  expect(full.stderr).toMatch(/^error: cannot write to stdout or stderr: no space is left on the device \(ENOSPC\)\n/);
  expect(full.stderr).not.toContain("bug");
  expect(full.status).toBe(2);
});
