import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir, uptime } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InputError } from "../../src/errors.ts";
import { readHolder, takeLock } from "../../src/files/lock.ts";

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "lock-")), "lock");
});
afterEach(() => {
  vi.restoreAllMocks();
});

function holder(pid: number, host: string): string {
  return JSON.stringify({ pid, host, startedAt: "2026-01-02T03:04:05.000Z", token: "t" });
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "0"]);
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("takeLock", () => {
  it("keeps a second writer out, naming the holder, until it is released", async () => {
    const lock = await takeLock(path);
    await expect(takeLock(path)).rejects.toThrow(InputError);
    await expect(takeLock(path)).rejects.toThrow(`process ${process.pid} on ${hostname()}`);
    await lock.release();
    expect(await readdir(dirname(path))).toEqual([]);
    await (await takeLock(path)).release();
  });

  it("takes over the lock of a process of this host that is gone", async () => {
    await writeFile(path, holder(await deadPid(), hostname()));
    await (await takeLock(path)).release();
  });

  it.each([
    ["of this very process id", process.pid, performance.timeOrigin],
    ["of a process id that is in use again", process.ppid, Date.now() - uptime() * 1_000],
  ])("takes over a lock %s that was written before, as after a restart, and no younger one", async (_, pid, start) => {
    await writeFile(path, holder(pid, hostname()));
    await expect(takeLock(path)).rejects.toThrow(`process ${pid} on`);
    const before = new Date(start - 60_000);
    await utimes(path, before, before);
    expect(await readHolder(path)).toBeNull();
    await (await takeLock(path)).release();
  });

  it("takes over another host's lock only after its heartbeat stopped", async () => {
    await writeFile(path, holder(1, "another-host"));
    await expect(takeLock(path)).rejects.toThrow("another-host");
    const longAgo = new Date(Date.now() - 3_600_000);
    await utimes(path, longAgo, longAgo);
    await (await takeLock(path)).release();
  });

  it.each([-90_000, 90_000])("keeps another host's beating lock where this host's clock is %d ms off", async (off) => {
    await writeFile(path, holder(1, "another-host"));
    const real = Date.now;
    vi.spyOn(Date, "now").mockImplementation(() => real() + off);
    await expect(takeLock(path)).rejects.toThrow("another-host");
    expect(await readHolder(path)).toMatchObject({ host: "another-host" });
    expect(await readdir(dirname(path))).toEqual(["lock"]);
  });

  it("beats by the file system's clock, whatever this host's says", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const lock = await takeLock(path, () => Date.now() - 90_000);
      const before = new Date(Date.now() - 60_000);
      await utimes(path, before, before);
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(async () => expect((await stat(path)).mtimeMs).toBeGreaterThan(Date.now() - 30_000), {
        timeout: 60_000,
      });
      expect((await readHolder(path))?.pid).toBe(process.pid);
      await lock.release();
    } finally {
      vi.useRealTimers();
    }
  });

  it("tells its holder when somebody else took it over, and not before", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const lock = await takeLock(path);
      vi.advanceTimersByTime(5_000);
      await wait(30);
      expect(lock.isLost()).toBe(false);
      await writeFile(path, holder(1, "another-host"));
      expect(lock.isLost()).toBe(false);
      vi.advanceTimersByTime(5_000);
      await vi.waitFor(() => expect(lock.isLost()).toBe(true), { timeout: 60_000 });
      await lock.release();
      expect(await readdir(dirname(path))).toEqual(["lock"]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not remove a lock that somebody else took over", async () => {
    const lock = await takeLock(path);
    await writeFile(path, holder(1, "another-host"));
    await lock.release();
    expect(await readdir(dirname(path))).toEqual(["lock"]);
  });
});
