import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ChatOutcome } from "../../src/chat/chat.ts";
import type { BullJob, BullMq } from "../../src/runs/bullmq.ts";
import { connectionTo, loadBullMq, queueName, queuePlace } from "../../src/runs/bullmq.ts";
import { openCallQueue } from "../../src/runs/call-queue.ts";
import { startQueueWorker } from "../../src/runs/queue-worker.ts";
import { makeFailure, makeReply } from "../support/make.ts";

/** A queue in memory, with the part of BullMQ that is used. Jobs end when the test says so. */
function playedBullMq() {
  interface Job {
    id: string;
    data: unknown;
    options: Readonly<Record<string, unknown>>;
    returnvalue: unknown;
    finishedOn?: number;
    failedReason?: string;
  }
  const jobs = new Map<string, Job>();
  const opened: { kind: string; name: string; options: Readonly<Record<string, unknown>> }[] = [];
  const closed: string[] = [];
  const listeners = new Map<string, ((event: never) => void)[]>();
  const state = { isReady: true, isAway: false, taken: new Set<string>(), added: 0 };
  const on = (kind: string) => (event: string, listener: (event: never) => void) => {
    const name = `${kind} ${event}`;
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  };
  const tell = (name: string, event: unknown) => {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  };
  const reach = () => {
    if (state.isAway) throw new Error("ECONNREFUSED");
  };
  class Queue {
    constructor(name: string, options: Readonly<Record<string, unknown>>) {
      opened.push({ kind: "queue", name, options });
    }
    on = on("queue");
    waitUntilReady = () => (state.isReady ? Promise.resolve() : new Promise<void>(() => undefined));
    async add(_name: string, data: unknown, options: Readonly<Record<string, unknown>>): Promise<BullJob> {
      reach();
      state.added += 1;
      const job = { id: String(options.jobId), data, options, returnvalue: undefined };
      jobs.set(job.id, job);
      return job;
    }
    async getJob(id: string): Promise<BullJob | undefined> {
      reach();
      return jobs.get(id);
    }
    async remove(id: string): Promise<number> {
      reach();
      if (state.taken.has(id)) return 0;
      return jobs.delete(id) ? 1 : 0;
    }
    getWorkersCount = async () => 0;
    async close() {
      closed.push("queue");
    }
  }
  class QueueEvents {
    constructor(name: string, options: Readonly<Record<string, unknown>>) {
      opened.push({ kind: "events", name, options });
    }
    on = on("events");
    async close() {
      closed.push("events");
    }
  }
  class Worker {
    concurrency: number;
    constructor(name: string, work: (job: BullJob) => Promise<unknown>, options: Readonly<Record<string, unknown>>) {
      opened.push({ kind: "worker", name, options });
      this.concurrency = Number(options.concurrency);
      workers.push({ worker: this, work });
    }
    on = on("worker");
    pause = async () => undefined;
    async close(force?: boolean) {
      closed.push(`worker ${String(force)}`);
    }
  }
  const workers: { worker: Worker; work: (job: BullJob) => Promise<unknown> }[] = [];
  const finish = (id: string, changes: Partial<Job>, event: "completed" | "failed" | null = "completed") => {
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    Object.assign(job, { finishedOn: 1, ...changes });
    if (event !== null) tell(`events ${event}`, { jobId: id });
  };
  const bullmq: BullMq = { Queue, QueueEvents, Worker };
  return { bullmq, jobs, opened, closed, state, tell, finish, workers };
}

const place = { url: "redis://:secret@127.0.0.1:6379", name: "127.0.0.1:6379" };
const body = { model: "kaede", messages: [{ role: "user" as const, content: "春" }] };
const reply = makeReply({ content: "古池や" });
const settled = async () => {
  for (let round = 0; round < 5; round += 1) await turn();
};

afterEach(() => {
  vi.useRealTimers();
});

describe("the coordinator's side of a queue", () => {
  async function open(played = playedBullMq(), tools: Parameters<typeof openCallQueue>[3] = {}) {
    const troubles: string[] = [];
    const onTrouble = (message: string) => troubles.push(message);
    const queue = await openCallQueue(played.bullmq, place, ["kaede", "ume", "kaede"], { onTrouble, ...tools });
    return { ...played, queue, troubles };
  }

  it("opens one queue a model, and hands a call over under its id, kept until it is recorded", async () => {
    const { queue, opened, jobs, finish, closed } = await open();
    expect(opened.map(({ kind, name }) => [kind, name])).toEqual(
      ["kaede", "ume"].flatMap((model) => ["queue", "events"].map((kind) => [kind, queueName(model)])),
    );
    const asked = queue.ask("k1", { body });
    await settled();
    expect(jobs.get("k1")).toMatchObject({
      data: { body, showsThoughts: false },
      options: {
        jobId: "k1",
        attempts: 1_000_000,
        backoff: { type: "fixed", delay: 1_000 },
        removeOnComplete: false,
        removeOnFail: false,
      },
    });
    finish("k1", { returnvalue: reply });
    expect(await asked).toEqual(reply);
    expect(jobs.has("k1")).toBe(true);
    await queue.forget("k1", "kaede");
    expect(jobs.has("k1")).toBe(false);
    await queue.close();
    expect(closed.sort()).toEqual(["events", "events", "queue", "queue"]);
    await expect(queue.ask("k2", { body: { ...body, model: "sakura" } })).rejects.toThrow(
      "no queue was opened for sakura",
    );
  });

  it("asks nothing again that is in the queue or was answered there", async () => {
    const { queue, state, finish } = await open();
    const first = queue.ask("k1", { body, showsThoughts: true });
    await settled();
    finish("k1", { returnvalue: reply });
    expect([await first, await queue.ask("k1", { body }), state.added]).toEqual([reply, reply, 1]);
    const second = queue.ask("k2", { body });
    await settled();
    const again = queue.ask("k2", { body });
    await settled();
    expect(state.added).toBe(2);
    finish("k2", { returnvalue: reply });
    expect(await again).toEqual(reply);
    void second;
    await queue.close();
  });

  it("takes a call that a worker gave back, or whose result cannot be read, for a failed one", async () => {
    const { queue, finish } = await open();
    const given = [queue.ask("k1", { body }), queue.ask("k2", { body })];
    await settled();
    finish("k1", { failedReason: "it broke" }, "failed");
    finish("k2", { returnvalue: { status: "?" } });
    const failed = (message: string) => ({ status: "failed", reason: "request-failed", scope: "call", message });
    expect(await Promise.all(given)).toMatchObject([
      failed("a worker gave the call back: it broke"),
      failed("a worker gave the call back: its result cannot be read"),
    ]);
    await queue.close();
  });

  it("looks for results whose notice was lost, and hands over again what Redis forgot", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { queue, finish, jobs, state } = await open(playedBullMq(), { lookEveryMs: 50 });
    const asked = [queue.ask("k1", { body }), queue.ask("k2", { body })];
    await settled();
    finish("k1", { returnvalue: reply }, null);
    jobs.delete("k2");
    await settled();
    expect(state.added).toBe(2);
    vi.advanceTimersByTime(50);
    expect(await asked[0]).toEqual(reply);
    await settled();
    expect(state.added).toBe(3);
    finish("k2", { returnvalue: reply });
    expect(await asked[1]).toEqual(reply);
    await queue.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("tells once that the queue is away, again when it was back in between, and nothing when it is closed", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { queue, state, troubles, tell, finish } = await open(playedBullMq(), { lookEveryMs: 50 });
    const asked = queue.ask("k1", { body });
    await settled();
    const look = async () => {
      vi.advanceTimersByTime(50);
      await settled();
    };
    state.isAway = true;
    await look();
    await look();
    expect(troubles).toEqual(["the queue at 127.0.0.1:6379 does not answer (ECONNREFUSED); waiting for it"]);
    state.isAway = false;
    await look();
    tell("queue error", new Error("lost"));
    tell("events error", new Error("lost again"));
    expect(troubles.slice(1)).toEqual(["the queue at 127.0.0.1:6379 does not answer (lost); waiting for it"]);
    finish("k1", { returnvalue: reply });
    await asked;
    await look();
    await queue.close();
    tell("queue error", new Error("closed"));
    expect(troubles).toHaveLength(2);
  });

  it("takes back what no worker has begun, and what has just ended keeps its result", async () => {
    const { queue, state, finish, jobs } = await open();
    const asked = ["waits", "taken", "ended"].map((id) => queue.ask(id, { body }));
    await settled();
    state.taken.add("taken");
    finish("ended", { returnvalue: reply }, null);
    await queue.stop();
    expect(await asked[0]).toMatchObject({ message: "the run was stopped before a worker took the call" });
    expect(await asked[2]).toEqual(reply);
    expect([...jobs.keys()]).toEqual(["taken", "ended"]);
    finish("taken", { returnvalue: reply });
    expect(await asked[1]).toEqual(reply);
    await queue.close();
  });

  it("lets go of a call whose run is broken off, and asks none then", async () => {
    const { queue, state } = await open();
    const controller = new AbortController();
    const asked = queue.ask("k1", { body, signal: controller.signal });
    await settled();
    controller.abort(new Error("止め"));
    await expect(asked).rejects.toThrow("止め");
    await expect(queue.ask("k2", { body, signal: controller.signal })).rejects.toThrow("止め");
    expect(state.added).toBe(1);
    await queue.close();
  });

  it("is refused where nothing answers in time", async () => {
    const played = playedBullMq();
    played.state.isReady = false;
    const opening = openCallQueue(played.bullmq, place, ["kaede"], { connectTimeoutMs: 5 });
    await expect(opening).rejects.toMatchObject({
      message: "the queue at 127.0.0.1:6379 does not answer",
      hint: "Start Redis there, or name another address with --queue.",
    });
    expect(played.closed.sort()).toEqual(["events", "queue"]);
  });
});

describe("a worker", () => {
  function start(chat: (text: string) => ChatOutcome, lockMs?: number) {
    const played = playedBullMq();
    const told = { calls: 0, troubles: [] as string[] };
    const worker = startQueueWorker(
      played.bullmq,
      place,
      "kaede",
      async ({ body: asked, showsThoughts }) => chat(`${asked.messages[0]?.content} ${String(showsThoughts)}`),
      {
        concurrency: 3,
        ...(lockMs === undefined ? {} : { lockMs }),
        onCall: () => {
          told.calls += 1;
        },
        onTrouble: (message) => told.troubles.push(message),
      },
    );
    const [made] = played.workers;
    if (made === undefined) throw new Error("no worker was made");
    const work = (data: unknown) => made.work({ data, returnvalue: undefined });
    return { ...played, worker, work, told, made: made.worker };
  }

  it("makes the calls of its model, and gives back what came, failed calls too", async () => {
    const seen: string[] = [];
    const outcomes = [reply, makeFailure()];
    const { work, told, opened } = start((text) => {
      seen.push(text);
      return outcomes.shift() ?? reply;
    });
    expect(await work({ body, showsThoughts: true })).toEqual(reply);
    expect(await work({ body, showsThoughts: false })).toEqual(makeFailure());
    expect([seen, told.calls]).toEqual([["春 true", "春 false"], 2]);
    await expect(work({ body: { model: "kaede" }, showsThoughts: true })).rejects.toThrow();
    expect(opened).toMatchObject([
      {
        kind: "worker",
        name: queueName("kaede"),
        options: { concurrency: 3, lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 1_000_000 },
      },
    ]);
    expect(start(() => reply, 100).opened[0]?.options).toMatchObject({ lockDuration: 100, stalledInterval: 34 });
  });

  it("gives a call back where its server is of no use, and says so", async () => {
    const gone = makeFailure({ scope: "server", message: "HTTP 401" });
    const { work, worker, told } = start(() => gone);
    await expect(work({ body, showsThoughts: false })).rejects.toThrow("HTTP 401");
    expect([await worker.broken, told.calls]).toEqual([gone, 0]);
  });

  it("takes as many at once as it is told to, tells of trouble, and ends in two ways", async () => {
    const { worker, made, tell, told, closed } = start(() => reply);
    worker.setConcurrency(7);
    expect(made.concurrency).toBe(7);
    tell("worker error", new Error("lost"));
    expect(told.troubles).toEqual(["lost"]);
    await worker.drain();
    await worker.close();
    expect(closed).toEqual(["worker undefined", "worker true"]);
  });
});

describe("where a queue is", () => {
  it("is told by an address, or by a variable that holds one; what is printed holds no password", () => {
    expect(queuePlace("redis://box:7000", {})).toEqual({ url: "redis://box:7000", name: "box:7000" });
    const env = { QUEUE: "rediss://:secret@box:7000/1" };
    expect(queuePlace("env:QUEUE", env)).toEqual({ url: env.QUEUE, name: "box:7000" });
  });

  it.each([
    ["env:QUEUE", {}, "the environment variable QUEUE is not set"],
    ["env:QUEUE", { QUEUE: "" }, "the environment variable QUEUE is not set"],
    ["http://box", {}, "expected redis://host:port"],
    ["xredis://box", {}, "expected redis://host:port"],
    ["redis:", {}, "expected redis://host:port"],
    ["box:7000", {}, "expected redis://host:port"],
    ["redis://:secret@box", {}, "a password on the command line"],
    ["xenv:QUEUE", { QUEUE: "redis://box" }, "expected redis://host:port"],
  ])("%s is refused", (text, env, message) => {
    expect(() => queuePlace(text, env)).toThrow(message);
  });

  it("is tried again and again, at longer distances up to a second", () => {
    const { connection } = connectionTo(place) as {
      readonly connection: { readonly retryStrategy: (times: number) => number };
    };
    expect(connection).toMatchObject({ url: place.url, maxRetriesPerRequest: null });
    expect([1, 9, 10, 99].map(connection.retryStrategy)).toEqual([100, 900, 1_000, 1_000]);
    expect(queueName("org/Kaede:7B")).toBe("mtbench-org%2f~kaede%3a7~b");
  });
});

describe("BullMQ itself", () => {
  it("is found in the folder that is named, and only whole", async () => {
    const cwd = await mkdtemp(join(tmpdir(), "mtbench-bull-"));
    const module = async (name: string, text: string) => {
      await mkdir(join(cwd, "node_modules", name), { recursive: true });
      await writeFile(join(cwd, "node_modules", name, "index.js"), text);
    };
    const missing = { message: "a queue needs the packages bullmq and ioredis, which are not installed" };
    const load = () => loadBullMq({ MTBENCH_QUEUE_PACKAGES: cwd }, "/");
    try {
      expect(load).toThrow(expect.objectContaining(missing));
      await module("bullmq", "module.exports = { Queue: class {}, QueueEvents: class {}, Worker: 1 }");
      await module("ioredis", "");
      expect(load).toThrow(expect.objectContaining(missing));
    } finally {
      await rm(cwd, { recursive: true });
    }
  });
});
