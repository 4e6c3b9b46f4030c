import { spawn } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/files/package-root.ts";
import { loadRunRecord } from "../../src/results/run-record.ts";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import { environmentIn, runCli } from "../support/run-cli.ts";
import { smallSet } from "../support/small-run.ts";

/** The programs of a page, in order. */
async function programsOf(page: string): Promise<string[]> {
  const text = await readFile(join(packageRoot, "docs", page), "utf8");
  return [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

/** The program with this test's servers and questions; every replacement must find its place. */
function at(program: string, places: Readonly<Record<string, string>>): string {
  return Object.entries(places).reduce((text, [theirs, ours]) => {
    if (!text.includes(theirs)) throw new Error(`the program does not say ${theirs}`);
    return text.replaceAll(theirs, ours);
  }, program);
}

/** Where `import "mtbench"` finds the built package, as npm would install it. */
async function install(cwd: string): Promise<void> {
  const build = process.env.MTBENCH_TEST_BUILD;
  if (build === undefined) throw new Error("test/support/build.ts has not run");
  const folder = join(cwd, "node_modules", "mtbench");
  await mkdir(folder, { recursive: true });
  await cp(join(packageRoot, "package.json"), join(folder, "package.json"));
  await symlink(build, join(folder, "dist"));
}

async function runProgram(name: string, program: string, cwd: string, ...words: readonly string[]) {
  await writeFile(join(cwd, name), program);
  const child = spawn(process.execPath, [name, ...words], { cwd, env: environmentIn({ cwd }) });
  const printed = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    printed.stderr += text;
  });
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, ...printed };
}

it("both languages show the same programs", async () => {
  const programs = await programsOf("api.md");
  expect(programs).toHaveLength(4);
  expect(await programsOf("api.ja.md")).toEqual(programs);
});

describe("the programs of docs/api.md, with the built package", () => {
  let cwd: string;
  let candidate: FakeServer;
  let judge: FakeServer;
  beforeEach(async () => {
    cwd = await smallSet(10);
    await install(cwd);
    candidate = await startFakeServer({ models: ["my-model"], onChat: ({ index }) => `答え ${index + 1}` });
    // The answers of the third checkpoint (40 and more) are worse.
    judge = await startFakeServer({
      models: ["my-judge"],
      onChat: ({ text }) => {
        const numbers = [...text.matchAll(/答え (\d+)/g)].map((match) => Number(match[1]));
        return `評価: [[${numbers.some((one) => one > 40) ? 3 : 7 + ((numbers[0] ?? 0) % 2)}]]`;
      },
    });
  });
  afterEach(async () => {
    await candidate.close();
    await judge.close();
  });

  it("a loop over checkpoints evaluates, gates, stops at a regression and writes a report", async () => {
    const [loop = ""] = await programsOf("api.md");
    const program = at(loop, {
      "http://127.0.0.1:8000/v1": candidate.baseUrl,
      "http://127.0.0.1:8001/v1": judge.baseUrl,
      '"ja-original"': '"small"',
    });
    const first = await runProgram("checkpoints.mjs", program, cwd);
    expect(first.stderr).toBe("");
    expect(first.stdout).toMatch(
      /^step-2000: pass, \S+ points .*\nstep-3000: regression, -\d\S* points .*\n.*index\.html\n$/,
    );
    expect(first.code).toBe(0);
    expect(candidate.chats()).toHaveLength(60);
    const page = await readFile(join(cwd, "reports/checkpoints/index.html"), "utf8");
    expect(page).toContain("step-3000");
    // Started again it asks nothing, and the command line reads what it wrote.
    const again = await runProgram("checkpoints.mjs", program, cwd);
    expect([again.stdout, candidate.chats().length]).toEqual([first.stdout, 60]);
    const gate = await runCli(["gate", "--baseline", "baseline.json", "--candidate", "step-3000"], { cwd });
    expect([gate.code, gate.stdout.split(":")[0]]).toEqual([1, "regression"]);
  }, 60_000);

  it("a function is a candidate", async () => {
    const [, bot = ""] = await programsOf("api.md");
    const program = at(bot, { "http://127.0.0.1:8001/v1": judge.baseUrl, '"ja-original"': '"small"' });
    const { code, stdout, stderr } = await runProgram("function.mjs", program, cwd);
    expect(stderr).toBe("");
    expect(stdout).toBe("done: 7 (7 to 7), 20 of 20 rated\n");
    expect(code).toBe(0);
    const board = await runCli(["leaderboard", "--format", "json"], { cwd });
    expect(board.stdout).toContain('"id": "lookup-bot"');
  }, 60_000);

  it("asks first, plans the rating, and rates what is there", async () => {
    const [, , apart = ""] = await programsOf("api.md");
    const program = at(apart, {
      "http://127.0.0.1:8000/v1": candidate.baseUrl,
      "http://127.0.0.1:8001/v1": judge.baseUrl,
      '"ja-original"': '"small"',
    });
    const { code, stdout, stderr } = await runProgram("apart.mjs", program, cwd);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^my-model: 20 calls, about [1-9]\d+ tokens\ndone\n$/);
    expect([code, candidate.chats().length, judge.chats().length]).toEqual([0, 20, 20]);
  }, 60_000);

  it("two processes take a part each, and nothing is left", async () => {
    const [, , , part = ""] = await programsOf("api.md");
    const program = at(part, {
      "http://127.0.0.1:8000/v1": candidate.baseUrl,
      "http://127.0.0.1:8001/v1": judge.baseUrl,
      '"ja-original"': '"small"',
    });
    const parts = ["1", "2"].map((index) => runProgram(`part-${index}.mjs`, program, cwd, index, "2"));
    expect((await Promise.all(parts)).map(({ stdout, stderr }) => [stdout, stderr])).toEqual([
      ["part 1 of 2 is done\n", ""],
      ["part 2 of 2 is done\n", ""],
    ]);
    expect([candidate.chats().length, judge.chats().length]).toEqual([20, 20]);
    const { answers, judgments } = await loadRunRecord(join(cwd, "results", "small", "my-model"));
    expect([answers.size, judgments.size]).toEqual([20, 20]);
  }, 60_000);
});
