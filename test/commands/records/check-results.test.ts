import { existsSync, symlinkSync } from "node:fs";
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

let cwd: string;
let server: FakeServer;
let folder: string;
/** What happens to the disk while the judge is asked. */
let meanwhile: () => void;
beforeEach(async () => {
  cwd = await smallSet(3);
  meanwhile = () => undefined;
  server = await startFakeServer({
    onChat: () => {
      meanwhile();
      return { text: "七です。\n評価: [[6]]", delayMs: 20 };
    },
  });
  folder = join(cwd, "results", "small", "played-model");
});
afterEach(() => server.close());

const run = (...more: string[]) => runMain(smallRun(server.baseUrl, server.baseUrl, ...more), { cwd });

describe("mtbench results check", () => {
  it("finds nothing in a healthy folder, names every fault, repairs, and the run asks only what was lost", async () => {
    expect((await run()).code).toBe(0);
    const healthy = await runMain(["results", "check"], { cwd });
    expect([healthy.code, healthy.stdout]).toEqual([0, "1 folders, 13 records, 0 findings\n"]);

    const answers = join(folder, "answers.jsonl");
    const lines = (await readFile(answers, "utf8")).trimEnd().split("\n");
    lines[1] = `${lines[1]?.slice(0, 60)}\0\0`;
    await writeFile(answers, `${lines.join("\n")}\n`);
    await appendFile(join(folder, "judgments", "mtbench-ja.jsonl"), '{"key":"to');
    await writeFile(join(folder, "notes.txt"), "mine");
    const old = join(cwd, "results", "small", "old-one");
    await mkdir(old);
    await writeFile(join(old, "manifest.json"), '{"format":0}');

    const found = await runMain(["results", "check"], { cwd });
    expect(found.code).toBe(2);
    const paths = "results/small/played-model";
    expect(found.stdout).toContain(`${paths}/answers.jsonl:2: the line holds NUL bytes`);
    expect(found.stdout).toContain(`${paths}/judgments/mtbench-ja.jsonl:7: the last line was not finished`);
    expect(found.stdout).toContain(`${paths}/notes.txt: this file is not ours`);
    expect(found.stdout).toMatch(/old-one\/manifest\.json: .*is not a manifest of format 2/);
    expect(found.stdout).toContain("2 folders, 12 records, 4 findings");

    // None of it is fatal to the rest.
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.code).toBe(0);
    expect(board.stderr).toContain("answers.jsonl:2: set aside");
    expect(board.stderr).toContain("is not a manifest of format 2");
    expect(board.stdout).toContain("6.00");

    const repaired = await runMain(["results", "check", "--repair"], { cwd });
    expect(repaired.stdout).toContain(`${paths}: 2 lines moved to files that end in .damaged`);
    expect(repaired.stdout).toContain("2 findings");
    expect(await readFile(`${answers}.damaged`, "utf8")).toBe(`${lines[1]}\n`);
    const asked = server.chats().length;
    expect((await run()).code).toBe(0);
    expect(server.chats().length - asked).toBeLessThanOrEqual(3);
  });

  it.each([
    ["launches.jsonl", Buffer.from('{"startedAt": 5}\n')],
    ["batches.jsonl", Buffer.from('{"event":"planned"}\n')],
    ["answers.jsonl", Buffer.concat([Buffer.alloc(900), Buffer.from("\n")])],
    ["answers.jsonl", Buffer.from([0x7b, 0xff, 0xfe, 0x0a])],
    ["judgments/mtbench-ja.jsonl", Buffer.from('{"key":"a record of a later version"}\n')],
    ["judgments/mtbench-ja.jsonl", Buffer.from("[]\n")],
  ])("names a damaged line of %s, reads the rest, and moves it byte by byte", async (name, line) => {
    expect((await run()).code).toBe(0);
    const file = join(folder, name);
    const before = await readFile(file).catch(() => Buffer.alloc(0));
    await writeFile(file, Buffer.concat([line, before]));
    const status = await runMain(["status"], { cwd });
    expect(status.stdout).toMatch(/complete +6\/6 +6\/6/);
    const found = await runMain(["results", "check"], { cwd });
    expect([found.code, found.stdout.includes(`${name}:1: `)]).toEqual([2, true]);
    const repaired = await runMain(["results", "check", "--repair"], { cwd });
    expect([repaired.code, repaired.stdout.includes("1 lines moved")]).toEqual([0, true]);
    expect(await readFile(`${file}.damaged`)).toEqual(line);
    expect((await readFile(file)).equals(before)).toBe(true);
    expect((await runMain(["results", "check"], { cwd })).code).toBe(0);
  });

  it("names a note against the budget that is none", async () => {
    expect((await run()).code).toBe(0);
    await mkdir(join(cwd, "results", ".spending"));
    await writeFile(join(cwd, "results", ".spending", "x.json"), "{");
    const found = await runMain(["results", "check"], { cwd });
    expect(found.stdout).toContain("results/.spending/x.json: this is no note of ours");
    expect(found.code).toBe(2);
  });

  it("does not repair under a run's hands", async () => {
    expect((await run()).code).toBe(0);
    await appendFile(join(folder, "answers.jsonl"), "{}\n");
    const holder = { pid: process.pid, host: hostname(), startedAt: "2026-01-02T03:04:05.000Z", token: "t" };
    await writeFile(join(folder, "lock"), JSON.stringify(holder));
    const refused = await runMain(["results", "check", "--repair"], { cwd });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`is being written by process ${process.pid} on ${hostname()}`);
  });
});

describe("a disk that is full, and folders that cannot be written", () => {
  it("in the middle of a run: a clear error, exit code 3, how to go on; what was there is whole", async () => {
    expect((await run("--limit", "1")).code).toBe(0);
    const judgments = join(folder, "judgments", "mtbench-ja.jsonl");
    await rm(judgments);
    // Every write to it fails with ENOSPC.
    meanwhile = () => {
      if (!existsSync(judgments)) symlinkSync("/dev/full", judgments);
    };
    const full = await run("--limit", "1");
    expect(full.code).toBe(3);
    expect(full.stderr).toContain("no space is left on the device (ENOSPC)");
    expect(full.stderr).toMatch(/\n {2}mtbench run /);
    expect(full.stderr).not.toMatch(/\n\s+at /);
    meanwhile = () => undefined;
    const refused = await run("--limit", "1");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("mtbench-ja.jsonl: expected a file")]);
    await rm(judgments);
    expect((await run("--limit", "1")).code).toBe(0);
    expect((await runMain(["results", "check"], { cwd })).code).toBe(0);
  });

  it.each([
    ["taken", "a part of the path is a file"],
    ["taken/below/it", "a part of the path is a file"],
    ["/dev/null/x", "a part of the path is a file"],
    ["/proc/x", "can be made there (ENOENT)"],
    ["/proc/x/y", "can be made there (ENOENT)"],
    ["/sys/x", "permitted|denied|read-only"],
  ])("from the beginning: one message, exit code 2, and no call (%s)", async (results, reason) => {
    await writeFile(join(cwd, "taken"), "a file");
    const refused = await run("--results", results, "--max-tokens-total", "900000");
    expect(refused.stderr).toMatch(
      new RegExp(`^error: cannot write .*${results}.*(?:${reason.replace(/[()]/g, ".")})`, "m"),
    );
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(refused.code).toBe(2);
    expect(server.chats()).toHaveLength(0);
  });
});

describe("mtbench status", () => {
  const shape = z.array(
    z.object({
      candidate: z.string(),
      state: z.string(),
      writers: z.array(z.object({ pid: z.number(), shard: z.string().nullable() })),
      answers: z.object({ done: z.number(), planned: z.number() }),
      judgments: z.object({ done: z.number(), planned: z.number() }),
      tokens: z.number(),
    }),
  );
  const statusNow = async () => shape.parse(JSON.parse((await runMain(["status", "--json"], { cwd })).stdout));

  it("reads a run from another terminal: while it runs, after it was killed, when it is done", async () => {
    let slow = true;
    await server.close();
    server = await startFakeServer({
      onChat: ({ index }) => ({ text: "評価: [[6]]", delayMs: slow && index > 2 ? 60_000 : 5 }),
    });
    const { child, result } = startCli(smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "1"), { cwd });
    while (server.chats().length < 4) await wait(5);
    const [running] = await statusNow();
    expect(running).toMatchObject({
      candidate: "played-model",
      state: "running",
      writers: [{ pid: child.pid, shard: null }],
    });
    expect(running?.answers).toMatchObject({ planned: 6 });
    child.kill("SIGKILL");
    await result;
    const [stopped] = await statusNow();
    expect(stopped).toMatchObject({ state: "stopped", writers: [] });
    expect(stopped?.answers.done).toBeGreaterThan(0);
    slow = false;
    expect((await run()).code).toBe(0);
    expect(await statusNow()).toMatchObject([
      { state: "complete", answers: { done: 6, planned: 6 }, judgments: { done: 6, planned: 6 } },
    ]);
    const shown = await runMain(["status"], { cwd });
    expect(shown.stdout).toMatch(/small +played-model +complete +6\/6 +6\/6/);
  });

  it("reads the shards of a run as one: which of them are running, and how far they are together", async () => {
    await server.close();
    let asked = 0;
    server = await startFakeServer({
      onChat() {
        asked += 1;
        return asked <= 4 ? "評価: [[6]]" : { steps: ["stall"] };
      },
    });
    const shard = (part: string) => smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "1", "--shard", part);
    expect((await runMain(shard("1/3"), { cwd })).code).toBe(0);
    expect(await statusNow()).toMatchObject([{ state: "stopped", writers: [], answers: { done: 2, planned: 6 } }]);
    const second = startCli(shard("2/3"), { cwd });
    while (asked < 5) await wait(5);
    const third = startCli(shard("3/3"), { cwd });
    while (asked < 6) await wait(5);
    const [running] = await statusNow();
    expect(running?.writers.map(({ pid, shard: name }) => [name, pid])).toEqual([
      ["shard-2-of-3", second.child.pid],
      ["shard-3-of-3", third.child.pid],
    ]);
    expect(running).toMatchObject({ answers: { done: 2, planned: 6 }, judgments: { done: 2, planned: 6 } });
    second.child.kill("SIGKILL");
    await second.result;
    const shown = await runMain(["status"], { cwd });
    expect(shown.stdout).toContain(`running (shard-3-of-3: process ${third.child.pid} on ${hostname()})`);
    third.child.kill("SIGKILL");
    await third.result;
    expect(await statusNow()).toMatchObject([{ state: "stopped", writers: [] }]);
  }, 60_000);
});
