import { mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isLoopback } from "../../../src/chat/http/is-loopback.ts";
import { isPrivateHost } from "../../../src/launch/endpoints/host-names.ts";
import { errorBody, eventsOf, type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { startCli } from "../../support/run-cli.ts";
import { runMain } from "../../support/run-main.ts";
import { allFiles, smallRun, smallSet } from "../../support/small-run.ts";

const planted = "sk-planted-9f8e7d6c5b4a39281706";
const judgeKey = "kagi+no/himitsu=8842aa";

let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await smallSet(4);
});
afterEach(() => server.close());

/** A server that repeats whatever key it was given, in every place where one can stand. */
async function talkative(): Promise<FakeServer> {
  return startFakeServer({
    onChat({ index, headers }) {
      const said = String(headers.authorization);
      const key = said.replace("Bearer ", "");
      if (index % 5 === 1)
        return { status: 500, body: errorBody(`failed for ${said}, key=${encodeURIComponent(key)}`, "x") };
      if (index % 5 === 2) return { status: 400, body: errorBody(`Incorrect API key provided: ${key}`, "bad") };
      if (index % 5 === 3) return { steps: [...eventsOf({ text: key }).slice(0, 3), "cut"] };
      return {
        text: `鍵は ${key} です。\n評価: [[6]]`,
        reasoning: `秘密 ${key}`,
        fingerprint: `fp-${key}`,
        chunkSize: 40,
      };
    },
  });
}

describe("keys", () => {
  it("that a server repeats everywhere are in no byte that the run wrote or printed", async () => {
    server = await talkative();
    const args = smallRun(server.baseUrl, server.baseUrl, "--max-concurrency", "2", "--events", "events.jsonl");
    const keys = ["--api-key-env", "LAB_KEY", "--judge-api-key-env", "JUDGE_KEY"];
    const env = { LAB_KEY: planted, JUDGE_KEY: judgeKey };
    const written: string[] = [];
    for (const more of [[], ["--json"], ["--retry-failed", "empty"]]) {
      const { stdout, stderr } = await runMain([...args, ...keys, ...more], { cwd, env });
      written.push(stdout, stderr);
    }
    for (const command of [
      ["show", "played-model", "1"],
      ["status"],
      ["results", "check"],
      ["status", "--json"],
      ["leaderboard", "--format", "json"],
      ["report", "--no-figures", "-o", "report"],
    ]) {
      const { stdout, stderr } = await runMain(command, { cwd, env });
      written.push(stdout, stderr);
    }
    expect(server.chats().some(({ headers }) => headers.authorization === `Bearer ${judgeKey}`)).toBe(true);
    // A launch that is killed leaves its lock and its note behind.
    await server.close();
    server = await startFakeServer({ onChat: () => ({ steps: ["stall"] }) });
    const other = [...smallRun(server.baseUrl, server.baseUrl, "--id", "second"), ...keys];
    const { child, result } = startCli(other, { cwd, env });
    while (server.chats().length < 2) await wait(5);
    child.kill("SIGKILL");
    const killed = await result;
    written.push(killed.stdout, killed.stderr);
    const files = await allFiles(cwd);
    const names = [...files.keys()].map((path) => path.slice(cwd.length)).join("\n");
    for (const name of [
      ...["/events.jsonl", "/report/index.html", "/played-model/launches.jsonl", "/played-model/manifest.json"],
      ...["/played-model/judgments/mtbench-ja.jsonl", "/second/lock", "/results/.spending/"],
    ]) {
      expect(names).toContain(name);
    }
    expect([...files.keys()].filter((path) => path.includes("results")).length).toBeGreaterThan(3);
    for (const [path, text] of files) written.push(path, text);
    for (const key of [planted, judgeKey]) {
      const forms = [key, encodeURIComponent(key), Buffer.from(key).toString("base64")];
      for (const text of written) for (const form of forms) expect(text.includes(form)).toBe(false);
    }
    expect(written.join("")).toContain("[redacted]");
  });

  it("over plain http to another machine are warned of, not at home", async () => {
    server = await talkative();
    const at = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === "IPv4" && !one.internal)?.address;
    const elsewhere = `http://${at ?? hostname()}:9/v1`;
    const run = (url: string) =>
      runMain([...smallRun(url, server.baseUrl), "--api-key-env", "LAB_KEY"], { cwd, env: { LAB_KEY: planted } });
    expect((await run(elsewhere)).stderr).toContain(`warning: the key of LAB_KEY goes to ${elsewhere} over plain http`);
    expect((await run(server.baseUrl)).stderr).not.toContain("plain http");
  });

  it.each([
    ["localhost", true, true],
    ["lab.localhost", true, true],
    ["127.0.0.1", true, true],
    ["127.8.8.8", true, true],
    ["[::1]", true, true],
    ["gpu-node-7", false, true],
    ["10.2.3.4", false, true],
    ["172.31.0.9", false, true],
    ["172.32.0.9", false, false],
    ["192.168.1.20", false, true],
    ["[fd00::7]", false, true],
    ["127.0.0.1.example.org", false, false],
    ["localhost.example.org", false, false],
    ["api.example.jp", false, false],
  ])("%s: loopback %s, private %s", (name, loopback, home) => {
    expect([isLoopback(name), isPrivateHost(name)]).toEqual([loopback, home]);
  });
});

describe("a judge that rates its own kind", () => {
  it("is warned of: the same model, or one of its family", async () => {
    const models = ["swan-7b", "swan-8b", "heron-9b", "gpt-4o", "gpt-4.1-2025-04-14"];
    server = await startFakeServer({ models, onChat: () => "評価: [[6]]" });
    const run = (model: string, judge: string) =>
      runMain(
        [
          "run",
          "--model",
          `${model}@${server.baseUrl}`,
          "--judge-model",
          `${judge}@${server.baseUrl}`,
          "--questions",
          "small",
          "--judge",
          "mtbench-ja",
          "--limit",
          "1",
        ],
        { cwd },
      );
    expect((await run("swan-7b", "swan-7b")).stderr).toContain("warning: swan-7b is rated by itself");
    expect((await run("gpt-4o", "gpt-4.1-2025-04-14")).stderr).toContain("are of one family (GPT-4");
    expect((await run("swan-8b", "heron-9b")).stderr).not.toContain("warning");
  });
});

describe("hostile names", () => {
  it.each(["../../escape", "a\\..\\b", "CON", "х-cyrillic", `${"long".repeat(75)}`, "-rf", "~root", "%2e%2e"])(
    "a candidate called %j stays in its own folder and in the table",
    async (name) => {
      server = await startFakeServer({ onChat: () => "評価: [[6]]" });
      const { code, stderr } = await runMain(
        [...smallRun(server.baseUrl, server.baseUrl, "--limit", "1"), `--id=${name}`],
        { cwd },
      );
      expect([code, stderr.includes("    at ")]).toEqual([0, false]);
      const paths = [...(await allFiles(cwd)).keys()].filter((path) => path.endsWith("answers.jsonl"));
      expect(paths).toHaveLength(1);
      expect(paths[0]?.startsWith(join(cwd, "results", "small"))).toBe(true);
      expect(paths[0]?.slice(join(cwd, "results", "small").length + 1).split("/")).toHaveLength(2);
    },
  );

  it("question ids and texts that look like paths, markup and control codes change nothing but themselves", async () => {
    const ids = ["../../x", "a b", "<script>alert(1)</script>", "\u001b[2J", "x".repeat(300)];
    await mkdir(join(cwd, "questions", "small"), { recursive: true });
    await writeFile(
      join(cwd, "questions", "small", "question.jsonl"),
      ids
        .map((id) => JSON.stringify({ question_id: id, category: "math", turns: ["一足す一は。", "倍は。"] }))
        .join("\n"),
    );
    server = await startFakeServer({ onChat: () => "\u001b[31m評価: [[6]]" });
    const result = await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
    expect(result.stderr).not.toContain("    at ");
    expect(result.stdout + result.stderr).not.toContain("\u001b");
    if (result.code === 0) {
      const answers = await readFile(join(cwd, "results", "small", "played-model", "answers.jsonl"), "utf8");
      expect(answers.trimEnd().split("\n")).toHaveLength(10);
    } else expect(result.code).toBe(2);
    expect(
      [...(await allFiles(cwd)).keys()].every((path) => !path.includes("script") && !path.includes("\u001b")),
    ).toBe(true);
  });
});
