import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { errorBody, type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { said, startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { allFiles, smallRun, smallSet } from "../../support/small-run.ts";

const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function played(options: Parameters<typeof startFakeServer>[0]): Promise<FakeServer> {
  const server = await startFakeServer(options);
  servers.push(server);
  return server;
}

const judged = { onChat: () => "計算は正しいです。\n評価: [[6]]" };

async function journal(cwd: string, name: string): Promise<string[]> {
  const text = (await allFiles(join(cwd, "results"))).get(join(cwd, "results", "small", "played-model", name)) ?? "";
  return text.split("\n").slice(0, -1);
}

describe("a server that goes down in the middle of a run", () => {
  it("is given up, what was answered is rated, exit code 3, and the printed command goes on", async () => {
    const cwd = await smallSet(4);
    const judge = await played(judged);
    const first = await played({
      async onChat(request) {
        if (request.index < 3) return "七です。";
        setImmediate(() => void first.close());
        return { steps: ["cut"] };
      },
    });
    const args1 = smallRun(first.baseUrl, judge.baseUrl, "--max-concurrency", "1", "--fresh", "--events", "e.jsonl");
    const result = await runMain(args1, { cwd });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain(
      `${first.baseUrl} was given up: cannot reach ${first.baseUrl}: nothing listens there`,
    );
    expect(result.stderr).toContain("6 times");
    const resume = /\n {2}(mtbench run .*)\n/.exec(result.stderr)?.[1] ?? "";
    expect(resume).toContain(`--model played-model@${first.baseUrl}`);
    expect(resume).not.toContain("--fresh");
    expect(await journal(cwd, "answers.jsonl")).toHaveLength(3);
    expect(await journal(cwd, "judgments/mtbench-ja.jsonl")).toHaveLength(3);
    expect(judge.chats()).toHaveLength(3);

    const events = (await readFile(join(cwd, "e.jsonl"), "utf8")).trimEnd().split("\n");
    const told = events.map((line) => JSON.parse(line)).filter(({ type }) => type.startsWith("server-"));
    expect(told.map(({ type, server, limit }) => [type, server, limit])).toEqual([
      ["server-concurrency", first.baseUrl, 1],
      ["server-concurrency", judge.baseUrl, 1],
      ["server-down", first.baseUrl, undefined],
      ["server-given-up", first.baseUrl, undefined],
    ]);
    const second = await played({ onChat: () => "七です。" });
    const args = resume.replace(first.baseUrl, second.baseUrl).split(" ").slice(1);
    const resumed = await runMain(args, { cwd });
    expect(resumed.code).toBe(0);
    expect(second.chats()).toHaveLength(5);
    expect(judge.chats()).toHaveLength(8);
  }, 60_000);
});

describe("turns that a candidate fails", () => {
  it("take the turns after them from what is due, so that the last line of progress says that all is done", async () => {
    const cwd = await smallSet(4);
    const server = await played({ onChat: ({ text }) => (text.includes("3と四の和は") ? "" : "評価: [[6]]") });
    const { code, stderr } = await runMain(smallRun(server.baseUrl, server.baseUrl, "--judge-repeats", "2"), { cwd });
    expect(code).toBe(0);
    expect(stderr).toContain("8 answers and 16 judgments due");
    expect(stderr).toMatch(/^answers 7\/7 · judgments 12\/12 · 1 empty · 1 skipped/m);
    // Asked for again, the same.
    const again = await runMain(smallRun(server.baseUrl, server.baseUrl, "--retry-failed", "empty"), { cwd });
    expect(again.stderr).toMatch(/^answers 1\/1 · judgments 0\/0 · 1 empty/m);
  });
});

describe("a model that its server does not have", () => {
  it("does not keep another model at the same server from being asked", async () => {
    const cwd = await smallSet(2);
    const server = await played({
      onChat: ({ body }) =>
        body.model === "gone-model"
          ? { status: 404, body: errorBody("no such model", "not_found_error") }
          : "評価: [[5]]",
    });
    const models = ["--model", `gone-model@${server.baseUrl}`, `played-model@${server.baseUrl}`];
    const result = await runMain(
      [
        "run",
        ...models,
        "--judge-model",
        `played-judge@${server.baseUrl}`,
        "--questions",
        "small",
        "--judge",
        "mtbench-ja",
      ],
      { cwd },
    );
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(`gone-model at ${server.baseUrl} does not serve this model`);
    expect(await journal(cwd, "judgments/mtbench-ja.jsonl")).toHaveLength(4);
  });
});

describe("a wrong key", () => {
  it("stops the run at once: one refused call for each that was under way, and no record", async () => {
    const cwd = await smallSet(8);
    const server = await played({
      onChat: () => ({ status: 401, body: errorBody("no such key", "authentication_error") }),
    });
    const result = await runMain(smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "2"), { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("refused the API key");
    expect(server.chats().length).toBeLessThanOrEqual(2);
    expect(await journal(cwd, "answers.jsonl")).toEqual([]);
  });
});

describe("Ctrl-C and SIGTERM", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s once: calls under way finish, no new one starts, the printed command goes on",
    async (signal, code) => {
      const cwd = await smallSet(3);
      const server = await played({ onChat: () => ({ text: "評価: [[4]]", delayMs: 400 }) });
      const { child, result } = startCli(smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "2"), { cwd });
      while (server.chats().length < 2) await wait(5);
      child.kill(signal);
      const { code: ended, stderr } = await result;
      expect(ended).toBe(code);
      expect(stderr).toContain("Stopping: no new call starts");
      expect(server.chats()).toHaveLength(2);
      expect(await journal(cwd, "answers.jsonl")).toHaveLength(2);
      const resume = /\n {2}mtbench (run .*)\n/.exec(stderr)?.[1] ?? "";
      expect((await runMain(resume.split(" "), { cwd })).code).toBe(0);
      expect(server.chats()).toHaveLength(12);
    },
  );

  it("twice: out at once, and nothing that was recorded is lost", async () => {
    const cwd = await smallSet(3);
    const server = await played({
      onChat: ({ index }) => (index < 2 ? "評価: [[4]]" : { steps: [`: wait\n\n`, "stall"] }),
    });
    const { child, result } = startCli(smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "2"), { cwd });
    while (server.chats().length < 4) await wait(5);
    const stopping = said({ child, result }, "no new call starts");
    child.kill("SIGINT");
    await stopping;
    child.kill("SIGINT");
    // The calls under way never end of themselves before this test would.
    expect((await result).code).toBe(130);
    const kept = [...(await journal(cwd, "answers.jsonl")), ...(await journal(cwd, "judgments/mtbench-ja.jsonl"))];
    expect(kept.length).toBeGreaterThan(0);
    for (const line of kept) expect(() => JSON.parse(line)).not.toThrow();
  });

  it("ends a wait that a server asked for", async () => {
    const cwd = await smallSet(2);
    const server = await played({ onChat: () => ({ status: 429, headers: { "retry-after": "600" } }) });
    const { child, result } = startCli(smallRun(server.baseUrl, server.baseUrl), { cwd });
    while (server.chats().length < 1) await wait(5);
    await wait(300);
    child.kill("SIGINT");
    expect((await result).code).toBe(130);
    expect(await journal(cwd, "answers.jsonl")).toEqual([]);
  });
});
