import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runCli, startCli } from "../../support/run-cli.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeTinyGguf } from "../../support/tiny-gguf.ts";

/** Whole runs with a real llama-server and a tiny model of noise. What its pages hold: test/servers/llama-server-contract.test.ts. */
const program = process.env.LLAMA_SERVER ?? "";
if (program === "") process.stderr.write("skipped: runs with a real llama-server: LLAMA_SERVER names none\n");

/** Builds that hold the server's code alone have no router. */
const isRouter = program !== "" && spawnSync(program, ["--help"], { encoding: "utf8" }).stdout.includes("--models-dir");
if (program !== "" && !isRouter) process.stderr.write(`skipped: a router of models: ${program} has no --models-dir\n`);

let cwd: string;
let judge: FakeServer;
let running: ChildProcess | undefined;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-real-"));
  await writeSmallSet(cwd);
  judge = await startFakeServer({ onChat: () => "評価: [[6]]", models: ["played-judge"] });
});
afterEach(async () => {
  running?.kill("SIGKILL");
  running = undefined;
  await judge.close();
  await rm(cwd, { recursive: true, force: true });
});

const run = (model: string, ...more: string[]) => [
  ...["run", "--model", model, "--questions", "small", "--judge", "mtbench-ja", "--max-answer-tokens", "200"],
  ...["--judge-model", `played-judge@${judge.baseUrl}`, ...more],
];

/** As llama.cpp reads it: threads that wait for one another in a busy loop cost more than this model's work. */
const oneThread = { LLAMA_ARG_THREADS: "1" };

const launchSchema = z.object({ server: z.looseObject({ baseUrl: z.string() }) });
const recordSchema = z.object({
  key: z.string(),
  outcome: z.looseObject({ status: z.string(), text: z.string().optional() }),
  call: z
    .looseObject({
      usage: z.looseObject({ completionTokens: z.number().nullable(), reasoningTokens: z.number().nullable() }),
    })
    .nullable(),
});

async function lines(candidate: string, file: string): Promise<unknown[]> {
  const text = await readFile(join(cwd, "results", "small", candidate, file), "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

async function answers(candidate: string) {
  return (await lines(candidate, "answers.jsonl")).map((line) => recordSchema.parse(line));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** A llama-server of the user's own. */
async function serve(...args: string[]): Promise<number> {
  const port = await freePort();
  const usual = ["--host", "127.0.0.1", "--port", String(port), "--parallel", "2", "--ctx-size", "20000"];
  running = spawn(program, [...usual, ...args], { stdio: "ignore", env: { ...process.env, ...oneThread } });
  for (let tries = 0; tries < 400; tries++) {
    const health = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (health?.ok === true) return port;
    await wait(50);
  }
  throw new Error("llama-server did not come up");
}

describe.skipIf(program === "")("a real llama-server", () => {
  const env = { LLAMA_SERVER: program, ...oneThread };

  it("answers the set, is rated, and leaves no process behind; again, it asks nothing", async () => {
    await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 5, contextTokens: 16_384 });
    const { code, stderr } = await runCli(run("./tiny.gguf"), { cwd, env });
    expect(stderr).toContain(`starting ${program}`);
    expect(code).toBe(0);
    const launch = launchSchema.parse((await lines("tiny", "launches.jsonl"))[0]);
    expect(launch.server).toMatchObject({
      kind: "llama.cpp",
      identity: {
        build: expect.stringMatching(/^b\d+-/),
        modelPath: join(cwd, "tiny.gguf"),
        quantisation: "all F32",
        chatTemplateHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      observed: { slots: 4, samplingDefaults: { top_k: 40 } },
    });
    expect((await answers("tiny")).map(({ outcome }) => outcome.status)).toEqual(Array(4).fill("answered"));
    await expect(fetch(`${launch.server.baseUrl}/models`)).rejects.toThrow();
    const again = await runCli(run("./tiny.gguf"), { cwd, env });
    expect(again.stderr).toContain("0 answers and 0 judgments due");
  });

  it("gives the same words to the same questions again under --deterministic", async () => {
    await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 5, contextTokens: 16_384 });
    for (const id of ["one", "two"]) {
      expect((await runCli(run("./tiny.gguf", "--deterministic", "--id", id), { cwd, env })).code).toBe(0);
    }
    const texts = async (id: string) => (await answers(id)).map(({ key, outcome }) => [key, outcome.text]);
    expect(await texts("two")).toEqual(await texts("one"));
    expect((await texts("one")).every(([, text]) => (text ?? "").length > 0)).toBe(true);
  });

  it("survives kill -9 of the server in the middle: exit code 3, its last words, and the same command goes on", async () => {
    await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 5, contextTokens: 16_384 });
    const questions = Array.from({ length: 15 }, (_, index) => ({
      id: `${index + 1}`,
      category: "writing" as const,
      turns: [`${index + 1}月の句を。`, "もう一つ。"],
    }));
    await writeSmallSet(cwd, "small", questions);
    const command = run("./tiny.gguf", "--max-concurrency", "1");
    const { child, result } = startCli(command, { cwd, env });
    for (let tries = 0; (await answers("tiny").catch(() => [])).length < 3 && tries < 3_000; tries++) await wait(20);
    // The run's own children: the server and its guard. Only the server has this name, first or after its interpreter.
    const pids = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
    for (const pid of pids.split(" ").filter((one) => one !== "")) {
      const name = await readFile(`/proc/${pid}/cmdline`, "utf8");
      if (name.split("\0").slice(0, 2).includes(program)) process.kill(Number(pid), "SIGKILL");
    }
    const broken = await result;
    expect(broken.code).toBe(3);
    expect(broken.stderr).toMatch(/was given up: llama-server ended \(signal SIGKILL\); its last lines: /);
    expect(broken.stderr).toContain("mtbench run --model ./tiny.gguf");
    const kept = await answers("tiny");
    expect(kept.length).toBeGreaterThanOrEqual(3);
    expect(kept.length).toBeLessThan(30);
    const resumed = await runCli(command, { cwd, env });
    expect(resumed.code).toBe(0);
    const all = await answers("tiny");
    expect(all).toHaveLength(30);
    expect(all.slice(0, kept.length)).toEqual(kept);
  });

  it("is found by the model's name where it runs, and its pages are recorded", async () => {
    await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 5, contextTokens: 16_384 });
    const port = await serve("-m", join(cwd, "tiny.gguf"), "--alias", "Qwen/Qwen3-8B");
    const { code, stderr } = await runCli(run("qwen3-8b", "--thinking", "off"), {
      cwd,
      env: { MTBENCH_LOCAL_PORTS: `${port}` },
    });
    expect(stderr).toMatch(/found on this machine at .* as Qwen\/Qwen3-8B \(llama\.cpp b\d+-/);
    expect(code).toBe(0);
    const launch = launchSchema.parse((await lines("qwen3-8b", "launches.jsonl"))[0]);
    expect(launch.server.observed).toMatchObject({ slots: 2, contextTokens: 10_240 });
  });

  it.skipIf(!isRouter)("that was started without a model is asked for the one that is named", async () => {
    await mkdir(join(cwd, "models"));
    for (const [name, seed] of [["alpha", 5] as const, ["beta", 6] as const]) {
      await writeTinyGguf(join(cwd, "models", `${name}.gguf`), { seed, contextTokens: 16_384 });
    }
    const port = await serve("--models-dir", join(cwd, "models"));
    expect((await runCli(run(`beta@http://127.0.0.1:${port}/v1`), { cwd })).code).toBe(0);
    const launch = launchSchema.parse((await lines("beta", "launches.jsonl"))[0]);
    expect(launch.server).toMatchObject({
      identity: { modelPath: join(cwd, "models", "beta.gguf"), quantisation: "all F32" },
      observed: { slots: 2 },
    });
    // A router ends its own children when it is told to stop.
    const gone = new Promise((resolve) => running?.once("exit", resolve));
    running?.kill("SIGTERM");
    await gone;
  });

  it("tells thoughts apart and counts their tokens", async () => {
    await writeTinyGguf(join(cwd, "qwen3-noise.gguf"), { seed: 3, contextTokens: 65_536, thinks: true });
    const questions = Array.from({ length: 12 }, (_, index) => ({
      id: `${index + 1}`,
      category: "writing" as const,
      turns: [`${index + 1}月の句を。`],
    }));
    await writeSmallSet(cwd, "small", questions);
    expect((await runCli(run("./qwen3-noise.gguf"), { cwd, env })).code).toBe(0);
    const both = (await answers("qwen3-noise")).filter(
      ({ outcome }) => outcome.status === "answered" && typeof outcome.reasoning === "string",
    );
    expect(both.length).toBeGreaterThan(0);
    for (const { call, outcome } of both) {
      const { completionTokens, reasoningTokens } = call?.usage ?? {};
      expect(reasoningTokens).toBeGreaterThan(0);
      expect(reasoningTokens).toBeLessThan(completionTokens ?? 0);
      expect(outcome.text).not.toContain("<think>");
    }
  });

  it("passes the doctor, its thoughts told apart, and nothing is left behind", async () => {
    await writeTinyGguf(join(cwd, "qwen3-noise.gguf"), { seed: 3, contextTokens: 65_536, thinks: true });
    const { code, stdout } = await runCli(
      ["doctor", "--model", "./qwen3-noise.gguf", "--questions", "small", "--judge", "mtbench-ja", "--answers-only"],
      { cwd, env },
    );
    expect(stdout).toMatch(/reached +ok +llama\.cpp b\d+-/);
    expect(stdout).toMatch(/slots +ok +4 calls at once/);
    expect(stdout).toMatch(/thinking +(ok +told apart|note +its thought did not end)/);
    expect(code).toBe(0);
  });
});
