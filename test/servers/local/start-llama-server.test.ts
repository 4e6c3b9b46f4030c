import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { guardChild } from "../../../src/servers/local/guard-child.ts";
import {
  type LlamaServerTools,
  type RunningLlamaServer,
  startLlamaServer,
} from "../../../src/servers/local/start-llama-server.ts";

const program = fileURLToPath(new URL("../../support/fake-llama-server.mjs", import.meta.url));
const dumpSchema = z.object({ pid: z.number(), args: z.array(z.string()), env: z.record(z.string(), z.string()) });

let folder: string;
let logPath: string;
let dump: string;
let running: RunningLlamaServer | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-llama-"));
  logPath = join(folder, "logs", "tiny.log");
  dump = join(folder, "dump.jsonl");
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function start(play: object, more: Partial<LlamaServerTools> = {}, env: Record<string, string> = {}) {
  const plan = {
    program,
    model: "/weights/tiny.gguf",
    alias: "tiny",
    slots: 3,
    contextTokens: 2_048,
    extraArguments: ["--n-gpu-layers", "99"],
    logPath,
  };
  running = await startLlamaServer(plan, {
    env: { PATH: process.env.PATH, FAKE_LLAMA: JSON.stringify({ dump, ...play }), ...env },
    isStopped: () => false,
    loadTimeoutMs: 20_000,
    graceMs: 400,
    pollMs: 30,
    ...more,
  });
  return running;
}

async function dumped() {
  const lines = (await readFile(dump, "utf8")).trim().split("\n");
  return lines.map((line) => dumpSchema.parse(JSON.parse(line)));
}

/** Process id of the first that was started; never 0, which would mean this very test's whole group. */
async function firstPid(): Promise<number> {
  const [first] = await dumped();
  if (first === undefined || first.pid <= 1) throw new Error("nothing was started");
  return first.pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid) && tries < 200; tries++) await wait(50);
  expect(isAlive(pid)).toBe(false);
}

describe("startLlamaServer", () => {
  it("waits for a slow load, with explicit slots and context, and none of the user's LLAMA_ARG_*", async () => {
    const before = performance.now();
    const env = { LLAMA_ARG_CTX_SIZE: "64", LLAMA_ARG_TOP_K: "3", LLAMA_API_KEY: "k", CUDA_VISIBLE_DEVICES: "1" };
    const { baseUrl } = await start({ loadMs: 600 }, {}, env);
    expect(performance.now() - before).toBeGreaterThan(500);
    const health = await fetch(baseUrl.replace("/v1", "/health"));
    expect(health.status).toBe(200);
    const { args = [], env: seen = {} } = (await dumped())[0] ?? {};
    expect(args.join(" ")).toMatch(/--parallel 3 --ctx-size 6144 .*--n-gpu-layers 99$/);
    expect(args).toContain("/weights/tiny.gguf");
    expect(Object.keys(seen).filter((name) => name.startsWith("LLAMA_"))).toEqual([]);
    expect(seen.CUDA_VISIBLE_DEVICES).toBe("1");
  });

  it("ends the wait at once when the server dies while it loads, with its last words", async () => {
    const before = performance.now();
    await expect(start({ loadMs: 60_000, dieAfterMs: 200 })).rejects.toMatchObject({
      message: expect.stringMatching(/ended while it loaded .*exit code 1/),
      problems: expect.arrayContaining([expect.stringContaining("missing tensor 'blk.7.ffn_up.weight'")]),
      hint: expect.stringContaining(logPath),
    });
    expect(performance.now() - before).toBeLessThan(50_000);
  });

  it.each(["SIGILL", "SIGSEGV", "SIGKILL"])("names the signal %s that ends it while it loads", async (signal) => {
    await expect(start({ loadMs: 60_000, dieAfterMs: 100, dieBySignal: signal })).rejects.toMatchObject({
      name: "InputError",
      message: `llama-server ended while it loaded /weights/tiny.gguf (signal ${signal})`,
      problems: expect.arrayContaining([expect.stringContaining("loading model")]),
      hint: expect.stringContaining(logPath),
    });
  });

  it("gives up after its time, and leaves nothing behind", async () => {
    await expect(start({ loadMs: 60_000 }, { loadTimeoutMs: 700 })).rejects.toThrow(/not ready after 1 s \(HTTP 503\)/);
    expect(isAlive(await firstPid())).toBe(false);
  });

  it("stops loading when the user does", async () => {
    const isStopped = () => existsSync(dump);
    await expect(start({ loadMs: 60_000 }, { isStopped })).rejects.toThrow("interrupted");
    expect(isAlive(await firstPid())).toBe(false);
  });

  it("tries another port when somebody took the first", async () => {
    await start({ portTaken: join(folder, "taken") });
    expect(await dumped()).toHaveLength(2);
  });

  it("survives garbage on its output and in its health answers, and shows none of it", async () => {
    await start({ garbage: true, loadMs: 200 });
    await running?.stop();
    await expect(start({ garbage: true, loadMs: 60_000, dieAfterMs: 100 })).rejects.toSatisfy((error: unknown) => {
      const { problems } = z.object({ problems: z.array(z.string()) }).parse(error);
      return problems.every((line) => !/\p{Cc}/u.test(line));
    });
  });

  it("stops one that hangs, by force", async () => {
    const { stop } = await start({ hangOnStop: true });
    await stop();
    expect(isAlive(await firstPid())).toBe(false);
    expect(await readFile(logPath, "utf8")).toContain("cleaning up before exit");
    await stop();
  });

  it("tells at once when a running server dies, and how", async () => {
    const { died } = await start({});
    const pid = await firstPid();
    const reason = new Promise<unknown>((resolve) => died.addEventListener("abort", () => resolve(died.reason)));
    process.kill(pid, "SIGKILL");
    expect(String(await reason)).toMatch(/llama-server ended \(signal SIGKILL\); its last lines: .*listening/);
  });

  it("says that a program cannot be started", async () => {
    const plan = { program: folder, model: "m", alias: "m", slots: 1, contextTokens: 1, extraArguments: [], logPath };
    const tools = { env: {}, isStopped: () => false, loadTimeoutMs: 5_000 };
    await expect(startLlamaServer(plan, tools)).rejects.toThrow(/could not be started/);
  });
});

describe("guardChild", () => {
  it.each([["listens"], ["hangs"]])("ends a child that %s when its parent is killed", async (how) => {
    const stubborn = how === "hangs" ? "process.on('SIGTERM', () => {});" : "";
    const child = `${stubborn} setInterval(() => {}, 1000); process.stdout.write("up");`;
    // Stands for this program: it starts a child and a guard, says their ids, and waits to be killed.
    const parent = spawn(process.execPath, ["--input-type=module", "-e", await parentProgram(child)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = await new Promise<number>((resolve) => parent.stdout.once("data", (text) => resolve(Number(text))));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await untilGone(pid);
  });
});

/** `guardChild` itself, as text: the parent has to be a process of its own, and Node 20 runs no TypeScript. */
async function parentProgram(child: string): Promise<string> {
  const build = process.env.MTBENCH_TEST_BUILD;
  if (build === undefined) throw new Error("test/support/build.ts has not run");
  expect(guardChild).toBeTypeOf("function");
  return `
    import { spawn } from "node:child_process";
    import { guardChild } from ${JSON.stringify(join(build, "servers", "local", "guard-child.js"))};
    const child = spawn(process.execPath, ["-e", ${JSON.stringify(child)}], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
    child.stdout.once("data", () => { guardChild(child.pid, 300); process.stdout.write(String(child.pid)); });
    setInterval(() => {}, 1000);
  `;
}
