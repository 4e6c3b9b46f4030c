import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { describeWithNodeLlamaCpp, nodeLlamaCpp } from "../../support/node-llama-cpp.ts";
import { runCli, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeTinyGguf } from "../../support/tiny-gguf.ts";

const fakeProgram = fileURLToPath(new URL("../../support/fake-llama-server.mjs", import.meta.url));

let cwd: string;
let judge: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-gguf-"));
  await writeSmallSet(cwd);
  await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 5, contextTokens: 2_048 });
  judge = await startFakeServer({ onChat: () => "評価: [[6]]", models: ["played-judge"] });
});
afterEach(async () => {
  await judge.close();
  await rm(cwd, { recursive: true, force: true });
});

const flags = () => [
  ...["run", "--model", "./tiny.gguf", "--questions", "small", "--judge", "mtbench-ja"],
  ...["--judge-model", `played-judge@${judge.baseUrl}`],
];

const launchSchema = z.object({
  server: z.looseObject({ baseUrl: z.string(), kind: z.string(), observed: z.looseObject({}) }),
});
const recordSchema = z.object({
  outcome: z.looseObject({ status: z.string() }),
  sent: z.record(z.string(), z.unknown()),
});

async function lines(file: string): Promise<unknown[]> {
  const text = await readFile(join(cwd, "results", "small", "tiny", file), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

async function manifest() {
  return JSON.parse(await readFile(join(cwd, "results", "small", "tiny", "manifest.json"), "utf8"));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function pids(): Promise<number[]> {
  const text = await readFile(join(cwd, "dump.jsonl"), "utf8").catch(() => "");
  const dumped = text.split("\n").filter((line) => line !== "");
  return dumped.map((line) => z.object({ pid: z.number() }).parse(JSON.parse(line)).pid);
}

/** Waits for what comes soon. */
async function until(what: () => Promise<boolean> | boolean): Promise<void> {
  for (let tries = 0; !(await what()); tries++) {
    if (tries > 600) throw new Error("it never came");
    await wait(50);
  }
}

describe("--model ./x.gguf with a (played) llama-server", () => {
  const env = (play: object) => ({
    LLAMA_SERVER: fakeProgram,
    FAKE_LLAMA: JSON.stringify({ dump: join(cwd, "dump.jsonl"), ...play }),
  });

  it("starts it, asks it with every sampler said, records what it is, and leaves nothing behind", async () => {
    const { code, stderr } = await runMain([...flags(), "--llama-server-args=--n-gpu-layers 99"], {
      cwd,
      env: env({ loadMs: 300 }),
    });
    expect(stderr).toMatch(/tiny: starting .*fake-llama-server\.mjs with 4 slots/);
    expect(code).toBe(0);
    expect((await pids()).map(isAlive)).toEqual([false]);
    const launch = launchSchema.parse((await lines("launches.jsonl"))[0]);
    expect(launch.server).toMatchObject({
      kind: "llama.cpp",
      identity: { build: "b11434-fake", quantisation: "all F32" },
      observed: { slots: 4, started: { arguments: expect.arrayContaining(["--parallel", "4", "--n-gpu-layers"]) } },
    });
    expect((await manifest()).candidate.revision).toMatch(/^gguf:[0-9a-f]{64}$/);
    expect(recordSchema.parse((await lines("answers.jsonl"))[0]).sent).toMatchObject({
      top_k: 0,
      min_p: 0,
      repeat_penalty: 1,
      xtc_probability: 0,
      typical_p: 1,
    });
    expect(await readdir(join(cwd, "results", "server-logs"))).toEqual(["tiny.gguf.log"]);
    const checked = await runMain(["results", "check"], { cwd });
    expect(checked.code).toBe(0);
  });

  it("finds it on PATH, and runs one call at a time without a cache under --deterministic", async () => {
    const bin = join(cwd, "bin");
    await mkdir(bin);
    await copyFile(fakeProgram, join(bin, "llama-server"));
    await chmod(join(bin, "llama-server"), 0o755);
    const PATH = [bin, dirname(process.execPath), process.env.PATH].join(delimiter);
    const { LLAMA_SERVER: _, ...rest } = env({});
    const { code } = await runMain([...flags(), "--deterministic"], { cwd, env: { ...rest, PATH } });
    expect(code).toBe(0);
    const launch = launchSchema.parse((await lines("launches.jsonl"))[0]);
    expect(launch.server.observed).toMatchObject({ slots: 1 });
    expect(recordSchema.parse((await lines("answers.jsonl"))[0]).sent).toMatchObject({ cache_prompt: false, seed: 0 });
  });

  it("survives kill -9 of the server: a clear outcome, and the same command goes on", async () => {
    const broken = await runMain([...flags(), "--max-concurrency", "1"], { cwd, env: env({ dieOnChat: 3 }) });
    expect(broken.code).toBe(3);
    expect(broken.stderr).toMatch(
      /was given up: llama-server ended \(signal SIGKILL\); its last lines: .*listening on/,
    );
    expect(broken.stderr).toMatch(/Not everything is there yet/);
    expect((await lines("answers.jsonl")).length).toBe(2);
    const resumed = await runMain([...flags(), "--max-concurrency", "1"], { cwd, env: env({}) });
    expect(resumed.stderr).toMatch(/2 answers and \d judgments due/);
    expect(resumed.code).toBe(0);
    expect((await lines("answers.jsonl")).length).toBe(4);
    expect((await pids()).map(isAlive)).toEqual([false, false]);
  });

  it("says why it died while loading, exit code 2, and writes no records", async () => {
    const { code, stderr } = await runMain(flags(), { cwd, env: env({ loadMs: 60_000, dieAfterMs: 100 }) });
    expect(code).toBe(2);
    expect(stderr).toContain("missing tensor 'blk.7.ffn_up.weight'");
    expect(await readdir(join(cwd, "results"))).toEqual(["server-logs"]);
  });

  it("refuses other weights under the old name", async () => {
    expect((await runMain(flags(), { cwd, env: env({}) })).code).toBe(0);
    await writeTinyGguf(join(cwd, "tiny.gguf"), { seed: 6, contextTokens: 2_048 });
    const { code, stderr } = await runMain(flags(), { cwd, env: env({}) });
    expect(code).toBe(2);
    expect(stderr).toContain("candidate.revision");
    expect((await pids()).some(isAlive)).toBe(false);
  });

  it.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("leaves no orphan after %s while it loads", async (signal) => {
    const { child, result } = startCli(flags(), { cwd, env: env({ loadMs: 600_000 }) });
    await until(async () => (await pids()).length > 0);
    child.kill(signal);
    const { code } = await result;
    expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGKILL: null }[signal]);
    const started = await pids();
    expect(started).toHaveLength(1);
    await until(() => !started.some(isAlive));
  });

  it("refuses a file that is not there, and a program that is none", async () => {
    const nowhere = await runMain(["run", "--model", "./nowhere.gguf", "--questions", "small"], { cwd });
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("there is no file")]);
    const none = await runMain([...flags(), "--llama-server", "./tiny.gguf"], { cwd });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("is no program")]);
  });
});

describe("--model ./x.gguf on a machine without either", () => {
  it("names both ways out", async () => {
    const { code, stderr } = await runMain(flags(), { cwd, env: { PATH: cwd, MTBENCH_NODE_LLAMA_CPP: cwd } });
    expect(code).toBe(2);
    expect(stderr).toContain("npm install node-llama-cpp");
    expect(stderr).toContain("--llama-server");
  });
});

describeWithNodeLlamaCpp("--model ./x.gguf in this process, with a real model", () => {
  it("answers the set, is rated, and is labelled as a backend of its own; again, it asks nothing", async () => {
    const env = { PATH: cwd, MTBENCH_NODE_LLAMA_CPP: nodeLlamaCpp ?? "" };
    const { code, stderr, stdout } = await runCli(flags(), { cwd, env });
    expect(stderr).toContain("node-llama-cpp, a backend of its own");
    expect(stderr).toMatch(/served with 2048 tokens of context/);
    expect(code).toBe(0);
    expect(stdout).toContain("tiny");
    const launch = launchSchema.parse((await lines("launches.jsonl"))[0]);
    expect(launch.server).toMatchObject({
      kind: "node-llama-cpp",
      baseUrl: expect.stringMatching(/^file:.*tiny\.gguf$/),
    });
    const answers = (await lines("answers.jsonl")).map((line) => recordSchema.parse(line));
    expect(answers.map(({ outcome }) => outcome.status)).toEqual(["answered", "answered", "answered", "answered"]);
    const again = await runCli(flags(), { cwd, env });
    expect(again.stderr).toContain("0 answers and 0 judgments due");
  });
});
