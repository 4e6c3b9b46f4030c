import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runCli } from "../../support/run-cli.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

let server: FakeServer | null = null;
afterEach(() => server?.close());

it("goes on without an events file that cannot be written, and says so", async () => {
  const cwd = await smallSet(1);
  server = await startFakeServer({ onChat: () => "答えは六です。\n評価: [[6]]" });
  const target = join("questions", "small", "set.yaml", "events.jsonl");
  const args = smallRun(server.baseUrl, server.baseUrl, "--events", target);
  const { code, stdout, stderr } = await runCli(args, { cwd });
  expect(stderr).toMatch(/^warning: no more events: cannot write .*events\.jsonl: a part of the path is a file/m);
  expect(stdout).toContain("6.00");
  expect(code).toBe(0);
});
