import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir, uptime } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readHolder, takeLock } from "../../src/files/lock.ts";

type Machine = NonNullable<Parameters<typeof takeLock>[2]>;

let path: string;
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), "lock-machine-")), "lock");
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A machine whose processes all live, that was started long ago, and that does not wait. `waits`: how long it would have. */
function machineWith(over: Partial<Machine> = {}, onSleep: (milliseconds: number) => Promise<void> = async () => {}) {
  const waits: number[] = [];
  const machine: Machine = {
    host: "here",
    pid: 700,
    startedAt: 0,
    bootedAt: () => 0,
    now: () => Date.now(),
    isAlive: () => true,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      await onSleep(milliseconds);
    },
    ...over,
  };
  return { machine, waits };
}

const textOf = (pid: number, host = "here") =>
  JSON.stringify({ pid, host, startedAt: "2026-01-02T03:04:05.000Z", token: "t" });

/** Writes a lock (or its guard) as of so long ago, or at a time; when that was. */
async function written(
  text: string,
  { ago = 0, at, guard = false }: { readonly ago?: number; readonly at?: number; readonly guard?: boolean } = {},
): Promise<number> {
  const file = guard ? `${path}.takeover` : path;
  await writeFile(file, text);
  const time = new Date(at ?? Date.now() - ago);
  await utimes(file, time, time);
  return (await stat(file)).mtimeMs;
}

const held = (machine: Machine) => takeLock(path, Date.now, machine);
const tokenThere = async (): Promise<string> => JSON.parse(await readFile(path, "utf8")).token;

describe("a lock of this machine", () => {
  it("says who holds it: process, machine, since when", async () => {
    const { machine } = machineWith();
    const lock = await takeLock(path, () => Date.parse("2026-02-03T04:05:06.007Z"), machine);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({
      pid: 700,
      host: "here",
      startedAt: "2026-02-03T04:05:06.007Z",
      token: expect.stringMatching(/^[0-9a-f-]{36}$/u),
    });
    expect(await readFile(path, "utf8")).toMatch(/\}\n$/u);
    await expect(takeLock(path, Date.now, { ...machine, pid: 701 })).rejects.toMatchObject({
      message: `${dirname(path)} is being written by process 700 on here since 2026-02-03T04:05:06.007Z`,
      hint: "Wait until it ends, or write to another folder with --results.",
    });
    await lock.release();
  });

  it("is taken over at once where its process is gone, and never where it lives", async () => {
    await written(textOf(55), { ago: 3_600_000 });
    const asked: number[] = [];
    const alive = machineWith({
      isAlive(pid) {
        asked.push(pid);
        return true;
      },
    });
    await expect(held(alive.machine)).rejects.toThrow("process 55 on here since 2026-01-02T03:04:05.000Z");
    expect([asked, alive.waits]).toEqual([[55], []]);
    expect(await readHolder(path, Date.now, alive.machine)).toMatchObject({ pid: 55 });
    const gone = machineWith({ isAlive: () => false });
    expect(await readHolder(path, Date.now, gone.machine)).toBeNull();
    await (await held(gone.machine)).release();
    expect([gone.waits, await readdir(dirname(path))]).toEqual([[], []]);
  });

  it("is of before the machine's start, whoever has its process id now, or not", async () => {
    const at = await written(textOf(55), { ago: 3_600_000 });
    await expect(held(machineWith({ bootedAt: () => at }).machine)).rejects.toThrow("process 55");
    await (await held(machineWith({ bootedAt: () => at + 1 }).machine)).release();
  });

  it("with our own process id is a living one's where it is younger than we are", async () => {
    const at = await written(textOf(700), { ago: 3_600_000 });
    const { machine, waits } = machineWith({ startedAt: at });
    await expect(held(machine)).rejects.toThrow("process 700 on here");
    expect(waits).toEqual([]);
  });

  it("with our own process id is left by one before us where it does not beat for ten seconds", async () => {
    const at = await written(textOf(700), { ago: 3_600_000 });
    const { machine, waits } = machineWith({ startedAt: at + 1, now: () => at + 3_000 });
    await (await held(machine)).release();
    // Looked at twice: before and behind the guard.
    expect(waits).toEqual([7_000, 7_000]);
    await written(textOf(700), { at });
    const later = machineWith({ startedAt: at + 1, now: () => at + 10_001 });
    await (await held(later.machine)).release();
    expect(later.waits).toEqual([0, 0]);
  });

  it("with our own process id is a living one's where it beats meanwhile", async () => {
    const at = await written(textOf(700), { ago: 3_600_000 });
    const { machine, waits } = machineWith({ startedAt: at + 60_000, now: () => at }, async () => {
      await written(textOf(700), { at: at + 5_000 });
    });
    await expect(held(machine)).rejects.toThrow("process 700 on here");
    expect(waits).toEqual([10_000]);
  });
});

describe("a lock of another machine", () => {
  it("is abandoned after a minute without a heartbeat, not before", async () => {
    // Nothing can be written beside a name as long as that, so that the clock is the one that is handed in.
    path = join(dirname(path), "l".repeat(225));
    const at = await written(textOf(55, "there"));
    const seen = (later: number) => readHolder(path, () => at + later, machineWith({ isAlive: () => false }).machine);
    expect([await seen(0), await seen(60_000)]).toMatchObject([{ pid: 55 }, { pid: 55 }]);
    expect(await seen(60_001)).toBeNull();
  });

  it("that cannot be read is anybody's, and abandoned like any other", async () => {
    for (const text of ["", '{"pid":"55"}', "[]"]) {
      await written(text, { ago: 20_000 });
      const { machine } = machineWith({ isAlive: () => false });
      await expect(held(machine)).rejects.toThrow("is being written by another process");
      expect(await readHolder(path, Date.now, machine)).toBeNull();
      await written(text, { ago: 70_000 });
      await (await held(machine)).release();
    }
    expect(await readdir(dirname(path))).toEqual([]);
  });
});

describe("taking over", () => {
  beforeEach(async () => {
    await written(textOf(55), { ago: 3_600_000 });
  });

  it("waits 50 ms at a time for somebody who is at it", async () => {
    await written(textOf(56), { guard: true });
    const { machine, waits } = machineWith({ isAlive: () => false }, async () => {
      if (waits.length === 3) await rm(`${path}.takeover`);
    });
    await (await held(machine)).release();
    expect(waits).toEqual([50, 50, 50]);
  });

  it("removes the guard of somebody who has been at it for more than ten seconds, and no younger one", async () => {
    await written(textOf(56), { ago: 1_000, guard: true });
    const { machine, waits } = machineWith({ isAlive: () => false }, async () => {
      await written(textOf(56), { ago: 11_000, guard: true });
    });
    await (await held(machine)).release();
    expect([waits, await readdir(dirname(path))]).toEqual([[50], []]);
  });

  it("gives up after three hundred times, naming who is not there any more", async () => {
    const { machine, waits } = machineWith({ isAlive: () => false }, async () => {
      // Every time somebody new is at it.
      if (waits.length % 10 === 1) await written(textOf(56), { guard: true });
    });
    await written(textOf(56), { guard: true });
    await expect(held(machine)).rejects.toThrow("is being written by process 55 on here");
    expect(waits).toHaveLength(300);
  });

  it("leaves the lock as it was, and no guard, where it cannot be replaced", async () => {
    path = join(dirname(path), "l".repeat(225));
    await written(textOf(55), { ago: 3_600_000 });
    await expect(held(machineWith({ isAlive: () => false }).machine)).rejects.toMatchObject({ code: "ENAMETOOLONG" });
    expect(await tokenThere()).toBe("t");
    expect((await readdir(dirname(path))).filter((name) => name.endsWith(".takeover"))).toEqual([]);
  });
});

describe("a lock", () => {
  it("ends with what the file system says where it cannot be made", async () => {
    path = join(dirname(path), "l".repeat(300));
    await expect(held(machineWith().machine)).rejects.toMatchObject({ code: "ENAMETOOLONG" });
  });

  it("beats no more once it is released, and is not lost when its file is gone", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const lock = await held(machineWith().machine);
      expect(vi.getTimerCount()).toBe(1);
      await rm(path);
      await vi.advanceTimersByTimeAsync(5_000);
      await wait(30);
      expect(lock.isLost()).toBe(false);
      await lock.release();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("this machine", () => {
  it("was started when its uptime says: a lock of half that age is a living process's", async () => {
    await writeFile(path, JSON.stringify({ ...JSON.parse(textOf(process.ppid)), host: hostname() }));
    const half = new Date(Date.now() - uptime() * 500);
    await utimes(path, half, half);
    await expect(takeLock(path)).rejects.toThrow(`process ${process.ppid} on`);
  });

  it.each([
    ["EPERM", "is another user's, and lives", false],
    ["ESRCH", "is gone", true],
  ])("a process that cannot be reached for %s %s", async (code, _, isTaken) => {
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    await writeFile(path, JSON.stringify({ ...JSON.parse(textOf(4_999_999)), host: hostname() }));
    expect((await readHolder(path)) === null).toBe(isTaken);
    expect(kill).toHaveBeenCalledWith(4_999_999, 0);
  });
});
