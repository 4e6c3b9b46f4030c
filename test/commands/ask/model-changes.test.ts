import { afterEach, describe, expect, it } from "vitest";
import { type FakeServer, type Script, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function played(onChat: (index: number) => Script): Promise<FakeServer> {
  const server = await startFakeServer({
    onChat: ({ index }) => onChat(index),
    models: ["played-model", "played-judge"],
  });
  servers.push(server);
  return server;
}

describe("a server whose model changes while a run goes on", () => {
  it("is told at the end, recorded, and shown with the scores; one that stays the same is not", async () => {
    const cwd = await smallSet(6);
    const judge = await played(() => "正しいです。\n評価: [[6]]");
    const run = async (id: string, modelOf: (index: number) => string) => {
      const candidate = await played((index) => ({ text: `答え${index}です。`, model: modelOf(index) }));
      const args = smallRun(candidate.baseUrl, judge.baseUrl, "--id", id, "--max-concurrency", "1");
      return runMain(args, { cwd });
    };
    const changed = await run("changed", (index) => (index < 4 ? "swan-7b-0401" : "swan-7b-0612"));
    const words = /returned models: swan-7b-0401 \(4\), swan-7b-0612 \(\d+\)/;
    expect(changed.code).toBe(0);
    expect(changed.stderr).toMatch(new RegExp(`changed was answered by more than one model: ${words.source}`));
    const steady = await run("steady", () => "swan-7b-0401");
    expect(steady.stderr).not.toContain("more than one model");
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).toMatch(words);
    expect(board.stdout.match(/returned models/g)).toHaveLength(1);
  });
});

describe("a judge whose template takes no system message", () => {
  it("names its own way round, and settles nothing as a rating", async () => {
    const cwd = await smallSet(2);
    const candidate = await played(() => "答えです。");
    const judge = await played(() => ({ status: 400, body: { error: { message: "System role not supported" } } }));
    const { code, stderr } = await runMain(smallRun(candidate.baseUrl, judge.baseUrl), { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain("a judge needs a judge folder whose prompts say `system: null`");
  });
});
