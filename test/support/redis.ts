import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createRequire } from "node:module";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe } from "vitest";

/** Folder with `node_modules/bullmq`, which is no dependency of ours; null: they are not installed anywhere here. */
const queuePackages: string | null = findPackages();

function findPackages(): string | null {
  for (const folder of [process.env.MTBENCH_QUEUE_PACKAGES, process.cwd()]) {
    if (folder === undefined) continue;
    try {
      createRequire(join(folder, "_")).resolve("bullmq");
      return folder;
    } catch {
      // Not here.
    }
  }
  return null;
}

const missing = [
  ...(queuePackages === null ? ["bullmq and ioredis (name their folder in MTBENCH_QUEUE_PACKAGES)"] : []),
  ...(spawnSync("redis-server", ["--version"]).status === 0 ? [] : ["redis-server"]),
];

/** Tests that need Redis and BullMQ; skipped with the reason printed where either is missing. */
export function describeWithQueue(name: string, define: (packages: string) => void): void {
  if (queuePackages === null || missing.length > 0) {
    process.stderr.write(`skipped: ${name}: ${missing.join(", ")} not installed\n`);
    describe.skip(name, () => define(""));
    return;
  }
  describe(name, () => define(queuePackages));
}

export interface Redis {
  readonly url: string;
  /** As a power cut would: what it had written to its file is there when it starts again. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Redis on a free port of this machine, in a folder of its own, its append-only file synchronised with every write. */
export async function startRedis(): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), "mtbench-redis-"));
  const port = await freePort();
  let child: ChildProcess | null = null;
  const redis: Redis = {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child === null) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
      child = null;
    },
    async start() {
      const args = [
        "--port",
        String(port),
        "--bind",
        "127.0.0.1",
        "--dir",
        folder,
        "--save",
        "",
        "--appendonly",
        "yes",
      ];
      child = spawn("redis-server", [...args, "--appendfsync", "always"], { stdio: "ignore" });
      for (let tries = 0; !(await answers(port)); tries += 1) {
        if (tries > 200) throw new Error("Redis did not start");
        await wait(25);
      }
    },
  };
  await redis.start();
  return redis;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.on("connect", () => socket.write("PING\r\n"));
    socket.on("data", (data) => {
      resolve(String(data).startsWith("+PONG"));
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
  });
}
