import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { takeLock } from "../../src/files/lock.ts";

/** What another process does at the moment when ours opens or writes a file; nothing by default. */
const meanwhile = vi.hoisted(() => ({
  beforeOpen: async (_path: string): Promise<void> => undefined,
  afterWrite: async (_path: string, _text: string): Promise<void> => undefined,
}));

vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  return {
    ...real,
    async open(path: string, flags: string) {
      await meanwhile.beforeOpen(path);
      return real.open(path, flags);
    },
    async writeFile(path: string, text: string, options?: Parameters<typeof real.writeFile>[2]) {
      await real.writeFile(path, text, options);
      await meanwhile.afterWrite(path, text);
    },
  };
});

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "lock-race-")), "lock");
  await writeFile(path, textOf("gone"));
  const longAgo = new Date(Date.now() - 3_600_000);
  await utimes(path, longAgo, longAgo);
});
afterEach(() => {
  meanwhile.beforeOpen = async () => undefined;
  meanwhile.afterWrite = async () => undefined;
});

function textOf(token: string): string {
  return JSON.stringify({ pid: 1, host: "another-host", startedAt: "2026-01-02T03:04:05.000Z", token });
}

/** Once, when ours is about to make the guard file: it has seen an abandoned lock. */
function whenGuarding(act: () => Promise<void>): void {
  let done = false;
  meanwhile.beforeOpen = async (opened) => {
    if (done || !opened.endsWith(".takeover")) return;
    done = true;
    await act();
  };
}

it("an abandoned lock that another took over a moment ago is looked at again, and left alone", async () => {
  whenGuarding(() => writeFile(path, textOf("quicker")));
  await expect(takeLock(path)).rejects.toThrow("is being written by process 1 on another-host");
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ token: "quicker" });
  expect(await readdir(dirname(path))).toEqual(["lock"]);
});

it("a lock that was released a moment ago is open to everybody: it is made anew, never put over another's", async () => {
  whenGuarding(() => rm(path));
  let overwritten = 0;
  meanwhile.afterWrite = async (written, text) => {
    // A probe of the clock is empty; this is a lock about to be renamed over whatever stands there.
    if (written.startsWith(`${path}.`) && text !== "") overwritten += 1;
  };
  const lock = await takeLock(path);
  expect(overwritten).toBe(0);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  await lock.release();
  expect(await readdir(dirname(path))).toEqual([]);
});

it("an abandoned lock is replaced in one step, and the guard goes with it", async () => {
  const lock = await takeLock(path);
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  expect(await readdir(dirname(path))).toEqual(["lock"]);
  await lock.release();
});

it("a guard whose maker died is removed when it is old", async () => {
  const guard = `${path}.takeover`;
  await writeFile(guard, textOf("dead"));
  const old = new Date(Date.now() - 60_000);
  await utimes(guard, old, old);
  await (await takeLock(path)).release();
  expect(await readdir(dirname(path))).toEqual([]);
});
