import { mkdir, mkdtemp, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FakeServer, startFakeServer } from "../support/fake-server.ts";
import type { CliResult } from "../support/run-cli.ts";
import { runMain } from "../support/run-main.ts";
import { sharedData } from "../support/shared-data.ts";

let cwd: string;
let server: FakeServer;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-wrong-"));
  await writeSet("small", [
    '{"question_id": "7", "category": "math", "turns": ["三と四の和は。", "それを二倍すると。"]}',
  ]);
  server = await startFakeServer({ onChat: () => "答えは七です。\n評価: [[6]]", models: ["played-model"] });
});
afterEach(() => server.close());

async function writeSet(id: string, lines: readonly string[]): Promise<void> {
  await mkdir(join(cwd, "questions", id), { recursive: true });
  await writeFile(
    join(cwd, "questions", id, "set.yaml"),
    `id: ${id}\ntitle: 小さな問題集\nlanguage: ja\nlicence: CC-BY-4.0\ncategories: [math]\ntemperatures: {math: 0.3}\nquestions: {file: question.jsonl}\nreferences: []\n`,
  );
  await writeFile(join(cwd, "questions", id, "question.jsonl"), `${lines.join("\n")}\n`);
}

function run(...more: string[]) {
  const model = ["--model", `played-model@${server.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`];
  return runMain(["run", ...model, "--questions", "small", "--judge", "mtbench-ja", ...more], { cwd });
}

/** One message without a stack, exit code 2, nothing on stdout, no results. */
async function expectRefusal(result: CliResult, ...said: readonly string[]): Promise<void> {
  for (const text of said) expect(result.stderr).toContain(text);
  expect(result.stderr).toMatch(/^error: /);
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(result.stdout).toBe("");
  expect(result.code).toBe(2);
  expect(await readdir(cwd)).not.toContain("results");
}

describe("wrong input ends with one message, exit code 2, and nothing written", () => {
  it("the flags used here are right ones", async () => {
    const { code, stdout } = await run();
    expect(code).toBe(0);
    expect(stdout).toContain("6.00");
  });

  it("files that would fill the memory", async () => {
    await writeSet("huge", []);
    await truncate(join(cwd, "questions", "huge", "question.jsonl"), 3_000_000_000);
    const said = "it has 3000000000 bytes, more than the 268435456 that are read";
    const asked = ["run", "--model", "a@http://127.0.0.1:9/v1", "--questions", "huge"];
    await expectRefusal(await runMain(asked, { cwd }), "question.jsonl", said);
    const from = ["import", "fastchat", "--questions", "small", "--answers", "questions/huge/question.jsonl"];
    await expectRefusal(await runMain(from, { cwd }), said);
  });

  it.each([
    ["model", ["run", "--model", "gpt-40"], ["unknown model gpt-40", '"gpt-4o"']],
    ["judge", ["run", "--model", "a@http://127.0.0.1:9/v1", "--judge", "llm-jp-judge"], ['"llm-jp-judge-v2"']],
    ["question set", ["run", "--model", "a@http://127.0.0.1:9/v1", "--questions", "smal"], ['Did you mean "small"?']],
    ["model without a server", ["run", "--model", "qwen3-8b", "--questions", "small"], ["qwen3-8b"]],
    ["flag", ["run", "--model", "a@http://127.0.0.1:9/v1", "--trails", "3"], ["trails"]],
    ["verb", ["rnu"], ["run"]],
    [
      "reasons that were left out",
      ["run", "--model", "a@http://127.0.0.1:9/v1", "--questions", "small", "--retry-failed"],
      ["--retry-failed: expected at least one name", "Known: truncated-thinking, empty"],
    ],
    [
      "categories that were left out",
      ["run", "--model", "a@http://127.0.0.1:9/v1", "--questions", "small", "--categories"],
      ["--categories: expected at least one name"],
    ],
    [
      "category",
      ["run", "--model", "a@http://127.0.0.1:9/v1", "--questions", "small", "--categories", "maths"],
      ['"math"'],
    ],
    ["failure reason", ["run", "--model", "a@http://127.0.0.1:9/v1", "--retry-failed", "emty"], ['"empty"']],
  ])("unknown %s, with the nearest name", async (_, args, said) => {
    await expectRefusal(await runMain(args, { cwd }), ...said);
  });

  it.each([
    ["--limit", "abc"],
    ["--limit", "0"],
    ["--trials", "-2"],
    ["--trials", "NaN"],
    ["--seed", "1.5"],
    ["--max-concurrency", "Infinity"],
  ])("%s %s", async (flag, value) => {
    await expectRefusal(await run(`${flag}=${value}`), `${flag}: expected a whole number`, JSON.stringify(value));
  });

  it.each([
    [["--limit"], "limit"],
    [["--limit", "1", "--limit", "2"], "--limit was given 2 times"],
    [["--revision", ""], "--revision: expected a value, got nothing"],
    [["--events="], "--events: expected a value, got nothing"],
    [["--categories", "math", ""], "one of the words is empty"],
    [["--id", " "], '--id: expected a name of visible characters, got " "'],
    [["--id", "赤\u001b[31m"], "--id: expected a name of visible characters"],
    [["--dry-run=yes"], '--dry-run is a switch: it takes no value, got "yes"'],
    [["--retry-failed", "empty", "--retry-failed", "refused", "--id", "a", "--id", "b"], "--id was given 2 times"],
  ])("%j", async (flags, said) => {
    await expectRefusal(await run(...flags), said);
  });

  it.each([
    [["compare"], ["<candidates>: name at least one"]],
    [["show", "kamo"], ["<question>: it is missing"]],
    [["leaderboard", "--results"], ["--results: expected a value, got nothing"]],
    [["leaderboard", "now"], ['mtbench leaderboard takes no further word, got "now"']],
    [
      ["leaderboard", "--formt", "csv"],
      ["unknown flag --formt", 'Did you mean "--format"?'],
    ],
    [
      ["leaderboard", "--aggregate", "mean"],
      ["--aggregate: expected one of mtbench, pooled, macro", 'got "mean"'],
    ],
    [
      ["figure", "radr", "-o", "a.svg"],
      ["<name>: expected one of", 'Did you mean "radar"?'],
    ],
    [["figure", "radar"], ["--output: name a file that ends in .svg, .pdf or .png"]],
    [["baseline"], ["mtbench baseline: name what to do: save or show"]],
    [
      ["baseline", "sav"],
      ['mtbench baseline does not know "sav"', 'Did you mean "save"?'],
    ],
    [["leaderbord"], ['unknown command "leaderbord"', 'Did you mean "leaderboard"?']],
    [[], ["name a command"]],
    [["noise", "a", "--lasting-sd", "wide"], ['--lasting-sd: expected a number of at least 0, got "wide"']],
    [["gate"], ["--baseline: name a baseline file or a results folder"]],
    [
      ["gate", "--baseline", "a", "--margin", "NaN", "--alpha", "x"],
      ["2 flags are not right", "--margin", "--alpha"],
    ],
    [["run", "-x"], ["unknown flag -x"]],
  ])("%j, in our words", async (args, said) => {
    const result = await runMain(args, { cwd });
    await expectRefusal(result, ...said);
    expect(result.stderr).not.toMatch(/non-option|Not enough|Unknown argument|Invalid values|received/);
  });

  it("a server's address without http", async () => {
    const refused = await runMain(["run", "--model", "m@localhost:8000/v1", "--questions", "small"], { cwd });
    await expectRefusal(refused, "localhost:8000/v1 is not a URL", "name@http://localhost:8000/v1");
    expect(refused.stderr).not.toContain("gpt-4o");
  });

  it("a folder where a file is to be written, by its own name", async () => {
    const [answers, table] = [join(cwd, "answers"), join(cwd, "table.json")];
    await run("--results", answers);
    await mkdir(table);
    const saved = await runMain(["baseline", "save", "played-model", "--results", answers, "-o", table], { cwd });
    await expectRefusal(saved, `${table}: it is a folder`);
  });

  it("a port that there is not", async () => {
    await expectRefusal(
      await runMain(["view", "--port", "65536"], { cwd }),
      `--port: expected a whole number from 1 to 65535, got "65536"`,
    );
  });

  it("a port that is another program's", async () => {
    const answers = join(cwd, "answers");
    await run("--results", answers);
    const { port } = new URL(server.baseUrl);
    const shown = await runMain(["view", "--no-open", "--port", port, "--results", answers], { cwd });
    await expectRefusal(shown, `--port ${port}: another program listens there`);
  });

  it("a turn that a question does not have", async () => {
    const answers = join(cwd, "answers");
    await run("--results", answers);
    const shown = await runMain(["show", "played-model", "7", "--turn", "3", "--results", answers], { cwd });
    await expectRefusal(shown, "played-model has no answer to turn 3 of question 7");
  });

  it("a results folder that is a file", async () => {
    await writeFile(join(cwd, "notes.txt"), "ここには何もない\n");
    for (const verb of [["leaderboard"], ["results", "list"], ["show", "played-model", "7"]]) {
      await expectRefusal(await runMain([...verb, "--results", "notes.txt"], { cwd }), "notes.txt");
    }
  });

  it("a cache that is a file", async () => {
    await writeFile(join(cwd, "notes.txt"), "");
    const env = { MTBENCH_CACHE: join(cwd, "notes.txt") };
    const args = ["fetch", "ja-mt-bench-v3"];
    const copy = sharedData === null ? [] : ["--from", join(sharedData, "upstream")];
    await expectRefusal(await runMain([...args, ...copy], { cwd, env }), sharedData === null ? "fetch" : "notes.txt");
  });

  it("an import that does not say which questions were asked", async () => {
    await expectRefusal(
      await runMain(["import", "fastchat", "--answers", "a.jsonl"], { cwd }),
      "name the question set",
    );
  });

  it("a server that is not there", async () => {
    await server.close();
    await expectRefusal(await run(), `candidate played-model: no answer from ${server.baseUrl}`, "ECONNREFUSED");
  });

  it("a key variable that is not set, by its name", async () => {
    await expectRefusal(await run("--api-key-env", "LAB_KEY"), "the environment variable LAB_KEY is not set");
  });

  it("questions with problems, all of them with file, line and field", async () => {
    await writeSet("small", [
      '{"question_id": 1, "category": "math", "turns": "一つだけ"}',
      "{not json",
      '{"question_id": 2, "category": "sums", "turns": ["一", "二"]}',
    ]);
    await expectRefusal(
      await run(),
      "questions/small/question.jsonl:1: turns: ",
      "questions/small/question.jsonl:2: ",
      "questions/small/question.jsonl:3: category: ",
    );
  });

  it("public files that can neither be found nor fetched: both ways out", async () => {
    const args = ["run", "--model", `a@${server.baseUrl}`, "--questions", "ja-mt-bench-v3"];
    await expectRefusal(await runMain(args, { cwd }), "mtbench fetch ja-mt-bench-v3", "--from <folder>");
  });
});

describe("a results folder is never overwritten by something else", () => {
  it("refuses another specification of the candidate, naming the field", async () => {
    await run("--id", "checkpoint", "--revision", "abc123");
    const journal = join(cwd, "results", "small", "checkpoint", "answers.jsonl");
    const before = await readFile(journal, "utf8");
    const refused = await run("--id", "checkpoint", "--revision", "def456");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('candidate.revision: was "abc123", now "def456"');
    expect(await readFile(journal, "utf8")).toBe(before);
    const fresh = await run("--id", "checkpoint", "--revision", "def456", "--fresh");
    expect(fresh.code).toBe(0);
    const archived = await readdir(join(cwd, "results", ".archive"));
    expect(archived).toHaveLength(1);
    expect(await readFile(join(cwd, "results", ".archive", archived[0] ?? "", "answers.jsonl"), "utf8")).toBe(before);
  });

  it("refuses answers of another model under the same name", async () => {
    await run("--id", "checkpoint", "--limit", "1");
    await writeSet("small", [
      '{"question_id": "7", "category": "math", "turns": ["三と四の和は。", "それを二倍すると。"]}',
      '{"question_id": "8", "category": "math", "turns": ["五と六の和は。", "それを三倍すると。"]}',
    ]);
    const other = await startFakeServer({ onChat: () => ({ text: "[[3]]", model: "something-else" }) });
    const model = ["--model", `played-model@${other.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`];
    const refused = await runMain(
      ["run", ...model, "--id", "checkpoint", "--questions", "small", "--judge", "mtbench-ja"],
      { cwd },
    );
    await other.close();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('server.returnedModel: was "played-model", now "something-else"');
    expect(await readFile(join(cwd, "results", "small", "checkpoint", "answers.jsonl"), "utf8")).not.toContain(
      "something-else",
    );
  });

  it("refuses a folder with somebody else's files", async () => {
    await mkdir(join(cwd, "results", "small", "played-model"), { recursive: true });
    await writeFile(join(cwd, "results", "small", "played-model", "thesis.tex"), "\\documentclass{article}");
    const refused = await run();
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("unknown file: thesis.tex");
    expect(await readdir(join(cwd, "results", "small", "played-model"))).toEqual(["thesis.tex"]);
  });
});

describe("keys", () => {
  it("reach the server and nothing that is written or printed", async () => {
    const secret = "lab-secret-0123456789abcdef";
    const env = { LAB_KEY: secret };
    const result = await runMain(
      [
        ...["run", "--model", `played-model@${server.baseUrl}`, "--judge-model", `played-judge@${server.baseUrl}`],
        ...["--questions", "small", "--judge", "mtbench-ja", "--api-key-env", "LAB_KEY", "--events", "events.jsonl"],
      ],
      { cwd, env },
    );
    expect(result.code).toBe(0);
    expect(server.chats().some((request) => request.headers.authorization === `Bearer ${secret}`)).toBe(true);
    expect(result.stdout + result.stderr).not.toContain(secret);
    const files = await readdir(cwd, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "utf8")),
    );
    expect(texts.length).toBeGreaterThan(4);
    for (const text of texts) expect(text).not.toContain(secret);
  });
});
