import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname, uptime } from "node:os";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { codeOf, InputError } from "../errors.ts";
import { makeFolder } from "./make-folder.ts";

/** Milliseconds between two heartbeats, and after how many without one a lock of another host counts as abandoned. */
const heartbeatMs = 5_000;
const abandonedMs = 60_000;

/** Milliseconds that one process may take to replace an abandoned lock, and between two looks of those who wait. */
const oldGuardMs = 10_000;
const guardWaitMs = 50;
const takeOverAttempts = 300;

const holderSchema = z.object({ pid: z.number(), host: z.string(), startedAt: z.string(), token: z.string() });
export type Holder = z.infer<typeof holderSchema>;

/** What a lock has to know of the machine that it is taken on, and waits by. Times in milliseconds since 1970. */
interface Machine {
  readonly host: string;
  readonly pid: number;
  /** When this process was started. */
  readonly startedAt: number;
  /** When the machine was. */
  bootedAt(): number;
  now(): number;
  isAlive(pid: number): boolean;
  sleep(milliseconds: number): Promise<unknown>;
}

function thisMachine(): Machine {
  return {
    host: hostname(),
    pid: process.pid,
    startedAt: performance.timeOrigin,
    bootedAt: () => Date.now() - uptime() * 1_000,
    now: () => Date.now(),
    isAlive,
    sleep: wait,
  };
}

/** The machine, and the clock that has to do where the file system's cannot be asked. */
interface Surroundings {
  readonly machine: Machine;
  readonly now: () => number;
}

export interface Lock {
  /** Somebody else took it over, thinking that this process was gone: nothing may be written any more. */
  isLost(): boolean;
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process: one writer a folder. A lock whose process is gone (this host) or whose
 * heartbeat stopped (another host) is taken over; otherwise an InputError names the holder. Release removes it.
 */
export async function takeLock(path: string, now: () => number = Date.now, machine = thisMachine()): Promise<Lock> {
  const around = { machine, now };
  const mine: Holder = {
    pid: machine.pid,
    host: machine.host,
    startedAt: new Date(now()).toISOString(),
    token: randomUUID(),
  };
  await makeFolder(dirname(path));
  for (let attempt = 0; ; attempt += 1) {
    if (await create(path, mine)) break;
    const holder = await holderIn(path);
    if (attempt < takeOverAttempts && (await isAbandoned(path, holder, around))) {
      if (await takeOver(path, mine, around)) break;
      continue;
    }
    const who =
      holder === null ? "another process" : `process ${holder.pid} on ${holder.host} since ${holder.startedAt}`;
    throw new InputError(`${dirname(path)} is being written by ${who}`, {
      hint: "Wait until it ends, or write to another folder with --results.",
    });
  }
  let lost = false;
  const beat = setInterval(async () => {
    if ((await touch(path, mine)) === "another's") lost = true;
  }, heartbeatMs);
  beat.unref();
  return {
    isLost: () => lost,
    async release() {
      clearInterval(beat);
      const holder = await holderIn(path);
      if (holder?.token === mine.token) await rm(path, { force: true });
    },
  };
}

/**
 * Replaces an abandoned lock by ours. Several processes may find the same one abandoned; a guard file lets one of them at
 * a time look again and replace it, in one step, so that nobody removes another's new lock. False: somebody else was
 * quicker, or is at it. A guard whose maker died is removed when it is old.
 */
async function takeOver(path: string, mine: Holder, around: Surroundings): Promise<boolean> {
  const guard = `${path}.takeover`;
  if (!(await create(guard, mine))) {
    const age = await ageOf(guard, around.now);
    if (age !== null && age > oldGuardMs) await rm(guard, { force: true });
    else await around.machine.sleep(guardWaitMs);
    return false;
  }
  try {
    // Released meanwhile: creating it anew is open to everybody.
    if ((await timeOf(path)) === null) return false;
    if (!(await isAbandoned(path, await holderIn(path), around))) return false;
    const fresh = `${path}.${mine.token}`;
    await writeFile(fresh, `${JSON.stringify(mine)}\n`);
    await rename(fresh, path);
    return true;
  } finally {
    await rm(guard, { force: true });
  }
}

async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    try {
      await file.writeFile(`${JSON.stringify(holder)}\n`);
    } finally {
      await file.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Who holds a lock now; null: nobody, or a process that is gone. */
export async function readHolder(
  path: string,
  now: () => number = Date.now,
  machine = thisMachine(),
): Promise<Holder | null> {
  const holder = await holderIn(path);
  if (holder === null || (await isAbandoned(path, holder, { machine, now }))) return null;
  return holder;
}

async function holderIn(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

async function isAbandoned(path: string, holder: Holder | null, { machine, now }: Surroundings): Promise<boolean> {
  if (holder !== null && holder.host === machine.host) {
    if (holder.pid === machine.pid) return isOfEarlierSelf(path, machine);
    const writtenAt = await timeOf(path);
    return writtenAt === null || writtenAt < machine.bootedAt() || !machine.isAlive(holder.pid);
  }
  const age = await ageOf(path, now);
  return age === null || age > abandonedMs;
}

/**
 * Whether a lock with our own ids was left by a process before us: a container that is started again gives everybody the
 * same ones. So do two containers that share a host's name, and the lock of a living one goes on beating.
 */
async function isOfEarlierSelf(path: string, machine: Machine): Promise<boolean> {
  const writtenAt = await timeOf(path);
  if (writtenAt === null) return true;
  if (writtenAt >= machine.startedAt) return false;
  await machine.sleep(Math.max(0, writtenAt + 2 * heartbeatMs - machine.now()));
  return (await timeOf(path)) === writtenAt;
}

/** Milliseconds since a file was written, by the file system's clock; null: it is gone. */
async function ageOf(path: string, now: () => number): Promise<number | null> {
  const time = await clockOf(path, now);
  const writtenAt = await timeOf(path);
  return writtenAt === null ? null : time - writtenAt;
}

/**
 * The time by the clock that the files beside `path` are stamped with: hosts that share a disk have clocks of their own,
 * and one that is 90 s behind must keep its lock. Where nothing can be written, this host's clock has to do.
 */
async function clockOf(path: string, now: () => number): Promise<number> {
  const probe = `${path}.${randomUUID()}`;
  try {
    await writeFile(probe, "");
    return (await timeOf(probe)) ?? now();
  } catch {
    return now();
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
}

/**
 * A heartbeat: the lock is written anew, so that the file system stamps it. All of it through one handle: a lock that took
 * our place meanwhile is another file.
 */
async function touch(path: string, mine: Holder): Promise<"ours" | "another's" | "unknown"> {
  try {
    const file = await open(path, "r+");
    try {
      const holder = holderSchema.parse(JSON.parse(await file.readFile("utf8")));
      if (holder.token !== mine.token) return "another's";
      await file.write(`${JSON.stringify(mine)}\n`, 0);
      return "ours";
    } finally {
      await file.close();
    }
  } catch {
    return "unknown";
  }
}

async function timeOf(path: string): Promise<number | null> {
  return stat(path).then(
    (facts) => facts.mtimeMs,
    () => null,
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
