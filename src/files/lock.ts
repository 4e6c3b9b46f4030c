import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { z } from "zod";
import { codeOf, InputError } from "../errors.ts";

/** Milliseconds between two heartbeats, and after how many without one a lock of another host counts as abandoned. */
const heartbeatMs = 5_000;
const abandonedMs = 60_000;

const holderSchema = z.object({ pid: z.number(), host: z.string(), startedAt: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

export interface Lock {
  /** Somebody else took it over, thinking that this process was gone: nothing may be written any more. */
  isLost(): boolean;
  release(): Promise<void>;
}

/**
 * Takes the lock file at `path` for this process: one writer a folder. A lock whose process is gone (this host) or whose
 * heartbeat stopped (another host) is taken over; otherwise an InputError names the holder. Release removes it.
 */
export async function takeLock(path: string, now: () => number = Date.now): Promise<Lock> {
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    startedAt: new Date(now()).toISOString(),
    token: randomUUID(),
  };
  await mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; ; attempt += 1) {
    if (await create(path, mine)) break;
    const holder = await readHolder(path);
    if (attempt < 3 && (await isAbandoned(path, holder, now()))) {
      await setAside(path, holder, mine);
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
    const holder = await readHolder(path);
    if (holder !== null && holder.token !== mine.token) lost = true;
    const time = new Date(now());
    if (!lost) await utimes(path, time, time).catch(() => undefined);
  }, heartbeatMs);
  beat.unref();
  return {
    isLost: () => lost,
    async release() {
      clearInterval(beat);
      const holder = await readHolder(path);
      if (holder?.token === mine.token) await rm(path, { force: true });
    },
  };
}

/**
 * Takes an abandoned lock away, so that it can be created anew. Two processes may find the same one abandoned, and the
 * slower would remove the quicker one's new lock; so it is renamed, which only one can do, and looked at again. If it
 * turns out to be somebody's new lock, it is put back.
 */
async function setAside(path: string, abandoned: Holder | null, mine: Holder): Promise<void> {
  const aside = `${path}.${mine.token}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  const holder = await readHolder(aside);
  if (holder?.token !== abandoned?.token) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
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

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}

async function isAbandoned(path: string, holder: Holder | null, time: number): Promise<boolean> {
  if (holder !== null && holder.host === hostname()) {
    // A process id may have been given to somebody else, but never to us with another token.
    if (holder.pid === process.pid) return false;
    return !isAlive(holder.pid);
  }
  const age = await stat(path).then(
    (facts) => time - facts.mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
  return age > abandonedMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
