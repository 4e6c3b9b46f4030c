import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { startCli } from "../support/run-cli.ts";
import { smallRun, smallSet } from "../support/small-run.ts";

let server: FakeServer | null = null;
afterEach(() => server?.close());

describe("a reader that leaves early, as `head` does", () => {
  it.each(["stdout", "stderr"] as const)("does not end a run: %s", async (stream) => {
    const cwd = await smallSet(6);
    const chat = { text: "答えは六です。\n評価: [[6]]", delayMs: 40 };
    server = await startFakeServer({ onChat: () => chat });
    const args = smallRun(server.baseUrl, server.baseUrl, "--events", "-", "--max-concurrency", "2");
    const { child, result } = startCli(args, { cwd });
    child[stream]?.once("data", () => child[stream]?.destroy());
    const { code, stderr } = await result;
    expect(stderr).not.toContain("EPIPE");
    expect(code).toBe(0);
    const journal = await readFile(
      join(cwd, "results", "small", "played-model", "judgments", "mtbench-ja.jsonl"),
      "utf8",
    );
    expect(journal.trim().split("\n")).toHaveLength(12);
  });
});

it("goes on without an events file that cannot be written, and says so", async () => {
  const cwd = await smallSet(1);
  server = await startFakeServer({ onChat: () => "答えは六です。\n評価: [[6]]" });
  const target = join("questions", "small", "set.yaml", "events.jsonl");
  const { result } = startCli(smallRun(server.baseUrl, server.baseUrl, "--events", target), { cwd });
  const { code, stdout, stderr } = await result;
  expect(stderr).toMatch(/^warning: no more events: cannot write .*events\.jsonl: a part of the path is a file/m);
  expect(stdout).toContain("6.00");
  expect(code).toBe(0);
});
