import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";
import { writeTinyGguf } from "../../support/tiny-gguf.ts";

/** A (played) llama-server that writes down, when it starts, which of the earlier ones are still there. */
const watchedProgram = (starts: string) => `#!/usr/bin/env node
import { appendFileSync, existsSync, readFileSync } from "node:fs";
const starts = ${JSON.stringify(starts)};
const earlier = existsSync(starts) ? readFileSync(starts, "utf8").trim().split("\\n").map((line) => JSON.parse(line).pid) : [];
const isAlive = (pid) => { try { process.kill(pid, 0); return true; } catch { return false; } };
const model = process.argv[process.argv.indexOf("--alias") + 1];
appendFileSync(starts, JSON.stringify({ pid: process.pid, model, alive: earlier.filter(isAlive) }) + "\\n");
await import(${JSON.stringify(new URL("../../support/fake-llama-server.mjs", import.meta.url).href)});
`;

const names = ["first", "second", "third"];

let cwd: string;
let judge: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-turns-"));
  await writeSmallSet(cwd);
  for (const [index, name] of names.entries()) {
    await writeTinyGguf(join(cwd, `${name}.gguf`), { seed: index + 1, contextTokens: 2_048 });
  }
  await writeFile(join(cwd, "llama-server.mjs"), watchedProgram(join(cwd, "starts.jsonl")));
  await chmod(join(cwd, "llama-server.mjs"), 0o755);
  judge = await startFakeServer({
    onChat: () => ({ text: "評価: [[6]]", delayMs: 1_500 }),
    models: ["played-judge"],
  });
});
afterEach(async () => {
  await judge.close();
  await rm(cwd, { recursive: true, force: true });
});

const flags = () => [
  ...["run", ...names.flatMap((name) => ["--model", `./${name}.gguf`]), "--questions", "small"],
  ...["--judge", "mtbench-ja", "--judge-model", `played-judge@${judge.baseUrl}`],
];
const env = (play: object = {}) => ({
  LLAMA_SERVER: join(cwd, "llama-server.mjs"),
  FAKE_LLAMA: JSON.stringify(play),
});

async function lines<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(join(cwd, path), "utf8").catch(() => "");
  const written = text.split("\n").filter((line) => line !== "");
  return written.map((line) => schema.parse(JSON.parse(line)));
}

const startSchema = z.object({ pid: z.number(), model: z.string(), alive: z.array(z.number()) });
const eventSchema = z.object({ type: z.string(), server: z.string().optional() });
const callSchema = z.object({ call: z.object({ timing: z.object({ startedAt: z.string(), totalMs: z.number() }) }) });

describe("several --model ./x.gguf", () => {
  it("have the machine one after another, while the judgments of the one before go on", async () => {
    const { code, stderr, stdout } = await runMain([...flags(), "--events", "events.jsonl"], { cwd, env: env() });
    expect([code, stderr]).toEqual([0, expect.stringContaining("Records")]);
    for (const name of names) expect(stdout).toContain(name);
    const starts = await lines("starts.jsonl", startSchema);
    // Once each to see what it is, once each for its answers, and never two together.
    expect(starts.map(({ model }) => model).sort()).toEqual([...names, ...names].sort());
    expect(starts.flatMap(({ alive }) => alive)).toEqual([]);
    // The judge's server, and each file's at both of its addresses.
    const told = (await lines("events.jsonl", eventSchema)).filter(({ type }) => type === "server-concurrency");
    expect(new Set(told.map(({ server }) => server)).size).toBe(1 + starts.length);
    const order = starts.slice(3).map(({ model }) => model);
    const [before = "", after = ""] = order;
    const judged = await lines(`results/small/${before}/judgments/mtbench-ja.jsonl`, callSchema);
    const answered = await lines(`results/small/${after}/answers.jsonl`, callSchema);
    const lastJudged = Math.max(...judged.map(({ call: { timing } }) => Date.parse(timing.startedAt) + timing.totalMs));
    expect(Math.min(...answered.map(({ call }) => Date.parse(call.timing.startedAt)))).toBeLessThan(lastJudged);
  });

  it("may be rated by one of them, which then has a server of its own all the time", async () => {
    const { code, stderr } = await runMain([...flags().slice(0, -1), "./first.gguf"], { cwd, env: env() });
    expect([code, stderr]).toEqual([0, expect.stringContaining("Records")]);
    expect(await lines("starts.jsonl", startSchema)).toHaveLength(2 * names.length + 1);
    for (const name of names) {
      expect(await lines(`results/small/${name}/judgments/mtbench-ja.jsonl`, callSchema)).not.toHaveLength(0);
    }
  });

  it("are not loaded for answers that are there", async () => {
    expect((await runMain(flags(), { cwd, env: env() })).code).toBe(0);
    await rm(join(cwd, "starts.jsonl"));
    const again = await runMain(flags(), { cwd, env: env() });
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining("0 answers and 0 judgments due")]);
    expect(await lines("starts.jsonl", startSchema)).toHaveLength(names.length);
  });

  it("leave the others their turn when their server dies", async () => {
    const { code, stderr } = await runMain([...flags(), "--max-concurrency", "1"], { cwd, env: env({ dieOnChat: 3 }) });
    expect(code).toBe(3);
    expect(stderr.match(/was given up: llama-server ended/g)).toHaveLength(names.length);
    const answers = await Promise.all(names.map((name) => lines(`results/small/${name}/answers.jsonl`, callSchema)));
    expect(answers.map((one) => one.length)).toEqual([2, 2, 2]);
  });
});
