import { createRequire } from "node:module";
import { join } from "node:path";
import { InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";

/** What we use of BullMQ, which is installed by those who use a queue: its types are not here to be imported. */
export interface BullJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly finishedOn?: number | undefined;
  readonly failedReason?: string | undefined;
}

interface Closable {
  on(event: "error", listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

export interface BullQueue extends Closable {
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: unknown, options: Readonly<Record<string, unknown>>): Promise<BullJob>;
  getJob(id: string): Promise<BullJob | undefined>;
  /** 1: it was removed; 0: a worker has it. */
  remove(id: string): Promise<number>;
  getWorkersCount(): Promise<number>;
}

interface BullEvents {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "completed" | "failed", listener: (event: { readonly jobId: string }) => void): unknown;
  close(): Promise<void>;
}

export interface BullWorker extends Closable {
  concurrency: number;
  pause(doNotWaitActive?: boolean): Promise<void>;
}

type Options = Readonly<Record<string, unknown>>;

export interface BullMq {
  readonly Queue: new (name: string, options: Options) => BullQueue;
  readonly QueueEvents: new (name: string, options: Options) => BullEvents;
  readonly Worker: new (name: string, work: (job: BullJob) => Promise<unknown>, options: Options) => BullWorker;
}

/**
 * BullMQ with ioredis, from where mtbench is installed, from the working directory, or from the folder that
 * MTBENCH_QUEUE_PACKAGES names. Throws an InputError that says how to install them.
 */
export function loadBullMq(env: Readonly<Record<string, string | undefined>>, cwd: string): BullMq {
  const named = env.MTBENCH_QUEUE_PACKAGES;
  const places = [...(named === undefined ? [] : [join(named, "_")]), import.meta.url, join(cwd, "_")];
  for (const place of places) {
    const require = createRequire(place);
    try {
      require.resolve("ioredis");
      const found: unknown = require("bullmq");
      if (isBullMq(found)) return found;
    } catch {
      // Not here; the next place may have it.
    }
  }
  throw new InputError("a queue needs the packages bullmq and ioredis, which are not installed", {
    hint: "npm install bullmq ioredis, here or where mtbench is installed.",
  });
}

function isBullMq(value: unknown): value is BullMq {
  if (typeof value !== "object" || value === null) return false;
  const names = ["Queue", "QueueEvents", "Worker"] as const;
  return names.every((name) => typeof Reflect.get(value, name) === "function");
}

/** Where a queue is, without what must not be printed. */
export interface QueuePlace {
  readonly url: string;
  /** `host:port`. */
  readonly name: string;
}

/**
 * Reads `--queue`: `redis://host:port`, or `env:NAME` for the address in an environment variable, which alone may hold a
 * password.
 */
export function queuePlace(text: string, env: Readonly<Record<string, string | undefined>>): QueuePlace {
  const variable = /^env:(\w+)$/.exec(text)?.[1];
  const address = variable === undefined ? text : env[variable];
  if (address === undefined || address === "") {
    throw new InputError(`--queue: the environment variable ${variable} is not set`);
  }
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^rediss?:$/.test(url.protocol) || url.hostname === "") {
    throw new InputError("--queue: expected redis://host:port, rediss://host:port or env:NAME");
  }
  if (variable === undefined && url.password !== "") {
    throw new InputError("--queue: a password on the command line is seen by everybody on the machine", {
      hint: "Put the address into an environment variable and say --queue env:NAME.",
    });
  }
  return { url: address, name: url.host };
}

export function connectionTo({ url }: QueuePlace): Options {
  return {
    connection: { url, maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(times * 100, 1_000) },
  };
}

/** The queue of one model's calls. Its name must hold no colon. */
export function queueName(model: string): string {
  return `mtbench-${folderName(model)}`;
}
