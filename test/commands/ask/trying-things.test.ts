import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type FakeServer, type FakeServerOptions, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function played(options: FakeServerOptions = {}): Promise<FakeServer> {
  const server = await startFakeServer({
    onChat: ({ body }) => (body.model === "played-judge" ? "正しいです。\n評価: [[6]]" : "七です。"),
    models: ["played-model", "played-judge"],
    ...options,
  });
  servers.push(server);
  return server;
}

const limitOf = (server: FakeServer) => server.chats()[0]?.body.max_tokens;

describe("--max-answer-tokens", () => {
  it("is another protocol, says so, and never shares a table with the usual one", async () => {
    const cwd = await smallSet(2);
    const server = await played();
    const usual = await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
    expect(usual.code).toBe(0);
    expect(usual.stderr).not.toContain("another protocol");
    const before = server.chats().length;
    const args = smallRun(server.baseUrl, server.baseUrl, "--max-answer-tokens", "77", "--id", "short");
    const short = await runMain(args, { cwd });
    expect(short.code).toBe(0);
    expect(short.stderr).toMatch(/answers may have 77 tokens instead of the \d+ of mtbench-ja: another protocol/);
    expect(server.chats()[before]?.body.max_tokens).toBe(77);
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout.match(/^protocol /gmu)).toHaveLength(2);
    expect(board.stdout).toContain("answering.maxAnswerTokens");
  });

  it("can stand in the configuration, and a flag goes before it", async () => {
    const cwd = await smallSet(1);
    await writeFile(join(cwd, "mtbench.config.yaml"), "maxAnswerTokens: 55\n");
    const [first, second] = [await played(), await played()];
    await runMain(smallRun(first.baseUrl, first.baseUrl), { cwd });
    expect(limitOf(first)).toBe(55);
    await runMain(smallRun(second.baseUrl, second.baseUrl, "--max-answer-tokens", "66", "--id", "b"), { cwd });
    expect(limitOf(second)).toBe(66);
  });

  it("of the judge's own number changes nothing", async () => {
    const cwd = await smallSet(1);
    const server = await played();
    const first = await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
    const own = String(limitOf(server));
    const again = await runMain(smallRun(server.baseUrl, server.baseUrl, "--max-answer-tokens", own), { cwd });
    expect([first.code, again.code]).toEqual([0, 0]);
    expect(again.stderr).toContain("0 answers and 0 judgments due");
  });
});

describe("--judge practice", () => {
  it("rates without a judge model, and ranks nobody", async () => {
    const cwd = await smallSet(2);
    const server = await played();
    const models = ["--model", `played-model@${server.baseUrl}`, "--questions", "small"];
    const result = await runMain(["run", ...models, "--judge", "practice"], { cwd });
    expect(result.stderr).toContain("the practice judge is a set of rules, not a language model");
    expect(result.code).toBe(0);
    expect(server.chats()).toHaveLength(4);
    expect(result.stdout).toContain("rated by rules, not by a language model: for trying things; ranks no model");
    const board = JSON.parse((await runMain(["leaderboard", "--json"], { cwd })).stdout);
    expect(JSON.stringify(board)).toContain("practice-judge");
    expect(JSON.stringify(board)).toContain('"rank":null');

    await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
    const both = await runMain(["leaderboard"], { cwd });
    expect(both.stdout.match(/^protocol /gmu)).toHaveLength(2);
  });

  it.each([
    [["--judge-model", "x@http://127.0.0.1:1/v1"], "--judge-model"],
    [["--judge-mode", "batch"], "--judge-mode batch"],
  ])("is refused together with %j", async (more, flag) => {
    const cwd = await smallSet(1);
    const args = ["run", "--model", "m@http://127.0.0.1:1/v1", "--questions", "small", "--judge", "practice", ...more];
    const result = await runMain(args, { cwd });
    expect([result.code, result.stderr]).toEqual([2, expect.stringContaining(`--judge practice and ${flag}:`)]);
  });
});

describe("a name that the server does not list", () => {
  it.each([
    [["played-model", "played-judge"], false],
    [["played-model:latest", "played-judge"], false],
    [["other", "played-judge"], true],
    [[], false],
  ])("%j: is warned of: %s", async (models, isTold) => {
    const cwd = await smallSet(1);
    const server = await played({ models });
    const result = await runMain(smallRun(server.baseUrl, server.baseUrl), { cwd });
    expect(result.code).toBe(0);
    const words =
      "warning: candidate played-model: its server does not list played-model; it lists other, played-judge";
    expect(result.stderr.includes(words)).toBe(isTold);
    expect(result.stderr.includes("does not list")).toBe(isTold);
  });
});

describe("--thinking on for a model of which nobody knows whether it thinks", () => {
  it("says what it may cost", async () => {
    const cwd = await smallSet(1);
    const server = await played();
    const told = await runMain(smallRun(server.baseUrl, server.baseUrl, "--thinking", "on"), { cwd });
    expect(told.stderr).toContain(
      "nobody here knows whether played-model thinks; --thinking on gives every answer up to 8192",
    );
    const off = await runMain(smallRun(server.baseUrl, server.baseUrl, "--thinking", "off", "--id", "b"), { cwd });
    expect(off.stderr).not.toContain("nobody here knows");
  });
});
