import { afterEach, describe, expect, it } from "vitest";
import { type FakeServer, type Script, startFakeServer } from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { smallRun, smallSet } from "../../support/small-run.ts";

const servers: FakeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function played(onChat: () => Script): Promise<FakeServer> {
  const server = await startFakeServer({ onChat, models: ["played-model", "played-judge"] });
  servers.push(server);
  return server;
}

const page = (status: number): Script => ({
  status,
  headers: { "content-type": "text/html" },
  body: "<!doctype html><title>Sign in to Example</title><form></form>",
});
const login = page(200);
const judged = (): Script => "正しいです。\n評価: [[6]]";

describe("a candidate all of whose first calls fail alike", () => {
  it.each([
    ["an unknown path", page(501), "HTTP 501: an HTML page instead of JSON: Sign in to Example"],
    ["a login page", login, "neither a stream nor JSON: an HTML page instead of JSON: Sign in to Example"],
  ])("is not asked any more after sixteen (%s), and why stands everywhere", async (_what, script, words) => {
    const cwd = await smallSet(40);
    const [candidate, judge] = [await played(() => script), await played(judged)];
    const args = smallRun(candidate.baseUrl, judge.baseUrl, "--max-concurrency", "4");
    const result = await runMain(args, { cwd });
    expect(result.code).toBe(3);
    // Those under way with the sixteenth may end too.
    expect(candidate.chats().length).toBeLessThanOrEqual(16 + 3);
    expect(result.stderr).toContain(`all of its first 16 calls failed alike: `);
    expect(result.stderr).toContain(words);
    expect(result.stderr).toMatch(/Calls that failed:\n {2}1[5-9] x /);
    expect(result.stderr).toContain("the same command would meet the same failure: mend that first");
    expect(result.stderr).not.toContain("mtbench run --model");
    expect(judge.chats()).toHaveLength(0);

    const status = await runMain(["status"], { cwd });
    expect(status.stdout).toMatch(/played-model: Calls that failed:\n {2}1[5-9] x /);
    expect(status.stdout).toContain(words);
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).toContain(words.slice(0, 60));
  });

  it("is told so at the end where it has fewer calls than that", async () => {
    const cwd = await smallSet(3);
    const [candidate, judge] = [await played(() => page(501)), await played(judged)];
    const result = await runMain(smallRun(candidate.baseUrl, judge.baseUrl), { cwd });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain("3 x HTTP 501");
    expect(result.stderr).toContain("mend that first");
  });
});

describe("a judge all of whose first calls fail alike", () => {
  it("is not asked any more, while the answers go on", async () => {
    const cwd = await smallSet(20);
    const [candidate, judge] = [await played(() => "七です。"), await played(() => page(501))];
    const result = await runMain(smallRun(candidate.baseUrl, judge.baseUrl, "--max-concurrency", "4"), { cwd });
    expect(result.stderr).toContain(`the judge at ${judge.baseUrl} was given up: all of its first 16 calls`);
    expect(candidate.chats()).toHaveLength(40);
    expect(judge.chats().length).toBeLessThanOrEqual(16 + 3);
  });
});

describe("calls that fail among others that are answered", () => {
  it("stop nothing, and the same command is named", async () => {
    const cwd = await smallSet(20);
    let asked = 0;
    const candidate = await played(() => (asked++ === 0 ? "七です。" : page(501)));
    const judge = await played(judged);
    const result = await runMain(smallRun(candidate.baseUrl, judge.baseUrl, "--max-concurrency", "1"), { cwd });
    expect(candidate.chats().length).toBeGreaterThanOrEqual(20);
    expect(result.stderr).toContain("mtbench run --model");
  });
});
