import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  errorBody,
  type FakeRequest,
  type FakeServer,
  type Script,
  startFakeServer,
} from "../../support/fake-server.ts";
import { runMain } from "../../support/run-main.ts";
import { writeSmallSet } from "../../support/small-set.ts";

let cwd: string;
let server: FakeServer;
let refused: string[];
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "mtbench-config-"));
  refused = [];
  await writeSmallSet(cwd);
  server = await startFakeServer({ models: ["our/suzume-3b", "rater", "plain"], onChat: play, onOther: asVllm });
});
afterEach(() => server.close());

/** Models and version as vLLM words them. */
function asVllm({ path }: FakeRequest): Script | undefined {
  if (path.startsWith("/version")) return { status: 200, body: { version: "0.30.1" } };
  if (!path.startsWith("/v1/models")) return undefined;
  const ids = ["our/suzume-3b", "rater", "plain"];
  const data = ids.map((id) => ({ id, object: "model", owned_by: "vllm", max_model_len: 40_960, root: id }));
  return { status: 200, body: { object: "list", data } };
}

function play({ body }: FakeRequest): Script {
  const name = refused.find((one) => one in body && body.model !== "rater");
  if (name !== undefined) {
    const message = `Unsupported parameter: '${name}' is not supported with this model.`;
    return { status: 400, body: errorBody(message, "invalid_request_error", { param: name }) };
  }
  if (body.model === "rater") return "評価: [[6]]";
  return body.model === "plain"
    ? "七羽です。"
    : { text: "六羽です。", reasoning: "数えてみる。", model: "our/suzume-3b" };
}

async function writeConfig(...lines: string[]): Promise<void> {
  await writeFile(join(cwd, "mtbench.config.yaml"), `${lines.join("\n")}\n`);
}

function fullConfig(): Promise<void> {
  return writeConfig(
    "questions: small",
    "judge: ours",
    "results: kept",
    "servers:",
    `  box: { baseUrl: "${server.baseUrl}", apiKeyEnv: BOX_KEY, headers: { x-team: $TEAM, x-site: kobe } }`,
    "candidates:",
    "  suzume:",
    "    model: our/suzume-3b",
    "    server: box",
    "    family: qwen3",
    "    systemPrompt: 短く答えてください。",
    "    samplingByCategory: { math: { temperature: 0.05 } }",
    "    maxThinkingTokens: 700",
    "judges:",
    "  ours: { procedure: mtbench-ja, model: rater, server: box }",
  );
}

const env = { BOX_KEY: "sk-box-0123456789", TEAM: "kamo-secret-7" };

const launchSchema = z.object({ deviations: z.array(z.string()) });
const answerSchema = z.object({
  category: z.string(),
  sent: z.record(z.string(), z.unknown()),
  call: z.object({ dropped: z.array(z.string()) }),
});

async function linesOf<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readFile(path, "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => schema.parse(JSON.parse(line)));
}

describe("a run by configuration", () => {
  it("asks the file's candidates on the file's server, rated by the file's judge, without a flag", async () => {
    await fullConfig();
    const { code, stdout, stderr } = await runMain(["run"], { cwd, env });
    expect(stderr).not.toContain("    at ");
    expect(code).toBe(0);
    expect(stdout).toContain("† suzume deviates from the protocol: a system prompt of its own");
    const [first] = server.chats();
    expect(first?.headers).toMatchObject({
      authorization: `Bearer ${env.BOX_KEY}`,
      "x-team": env.TEAM,
      "x-site": "kobe",
    });
    expect(first?.body).toMatchObject({
      model: "our/suzume-3b",
      messages: [{ role: "system", content: "短く答えてください。" }, { role: "user" }],
      top_p: 0.95,
      top_k: 20,
      min_p: 0,
      max_tokens: 4096 + 700,
      chat_template_kwargs: { enable_thinking: true },
    });
    const answers = await linesOf(join(cwd, "kept", "small", "suzume", "answers.jsonl"), answerSchema);
    for (const { category, sent } of answers) expect(sent.temperature).toBe(category === "math" ? 0.05 : 0.6);
    const everything = await filesBelow(join(cwd, "kept"));
    expect(everything).not.toMatch(/sk-box|kamo-secret/);
    expect(stdout + stderr).not.toMatch(/sk-box|kamo-secret/);
  });

  it("lets flags win over the file", async () => {
    await fullConfig();
    const { code } = await runMain(
      ["answer", "--results", "elsewhere", "--limit", "1", "--thinking", "off", "--id", "quiet"],
      { cwd, env },
    );
    expect(code).toBe(0);
    expect(await readdir(join(cwd, "elsewhere", "small"))).toEqual(["quiet"]);
    expect(server.chats()[0]?.body).toMatchObject({
      max_tokens: 4096,
      top_p: 0.8,
      chat_template_kwargs: { enable_thinking: false },
    });
  });

  it("sends every server the key of its own variable", async () => {
    await writeConfig(
      "questions: small",
      "judge: ours",
      "servers:",
      `  box: { baseUrl: "${server.baseUrl}", apiKeyEnv: BOX_KEY }`,
      `  farm: { baseUrl: "${server.baseUrl.replace("127.0.0.1", "localhost")}", apiKeyEnv: FARM_KEY }`,
      `  court: { baseUrl: "${server.baseUrl}/", apiKeyEnv: COURT_KEY }`,
      "candidates:",
      "  suzume: { model: suzume-3b, server: box }",
      "  tobi: { model: tobi-7b, server: farm }",
      "judges:",
      "  ours: { procedure: mtbench-ja, model: rater, server: court }",
    );
    const keys = { BOX_KEY: "sk-box-01234567", FARM_KEY: "sk-farm-01234567", COURT_KEY: "sk-court-01234567" };
    expect((await runMain(["run"], { cwd, env: keys })).code).toBe(0);
    const sent = server.chats().map(({ body, headers }) => `${body.model} ${headers.authorization}`);
    expect([...new Set(sent)].toSorted()).toEqual([
      `rater Bearer ${keys.COURT_KEY}`,
      `suzume-3b Bearer ${keys.BOX_KEY}`,
      `tobi-7b Bearer ${keys.FARM_KEY}`,
    ]);
  });

  it("names a variable that is missing, not its value", async () => {
    await fullConfig();
    const { code, stderr } = await runMain(["answer"], { cwd, env: { BOX_KEY: env.BOX_KEY } });
    expect(code).toBe(2);
    expect(stderr).toContain("TEAM for x-team is not set");
  });

  it("refuses one key for candidates at two hosts", async () => {
    await fullConfig();
    const { code, stderr } = await runMain(["answer", "--model", "suzume", "gpt-4o", "--api-key-env", "BOX_KEY"], {
      cwd,
      env,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("--api-key-env names one key");
    expect(server.requests).toEqual([]);
  });
});

describe("a parameter that the server refuses by name", () => {
  it("is dropped, recorded with the answers and the launch, and marked on the leaderboard with a footnote", async () => {
    refused = ["presence_penalty"];
    const run = await runMain(
      [
        ...["run", "--model", `our/suzume-3b@${server.baseUrl}`, `plain@${server.baseUrl}`, "--questions", "small"],
        ...["--judge", "mtbench-ja", "--judge-model", `rater@${server.baseUrl}`, "--max-concurrency", "1"],
      ],
      { cwd },
    );
    expect(run.code).toBe(0);
    const folder = join(cwd, "results", "small", "plain");
    for (const { sent, call } of await linesOf(join(folder, "answers.jsonl"), answerSchema)) {
      expect(call.dropped).toEqual(["presence_penalty"]);
      expect(sent).not.toHaveProperty("presence_penalty");
      expect(sent).toHaveProperty("frequency_penalty");
    }
    const words = "presence_penalty left out, for the server refused it";
    expect((await linesOf(join(folder, "launches.jsonl"), launchSchema)).at(-1)?.deviations).toEqual([words]);
    const board = await runMain(["leaderboard"], { cwd });
    expect(board.stdout).toContain("plain †");
    expect(board.stdout).toContain(`† plain deviates from the protocol: ${words}`);
    const markdown = await runMain(["leaderboard", "--format", "markdown"], { cwd });
    expect(markdown.stdout).toContain(`† plain deviates from the protocol: presence\\_penalty left out`);
    const again = await runMain(["leaderboard", "--format", "json"], { cwd });
    const schema = z.object({ protocols: z.array(z.object({ candidates: z.array(launchSchema) })) });
    const { protocols } = schema.parse(JSON.parse(again.stdout));
    expect(protocols).toHaveLength(1);
    expect(protocols[0]?.candidates.map((candidate) => candidate.deviations)).toEqual([[words], [words]]);
  });
});

describe("a manifest", () => {
  it("holds what a second person needs to repeat a run of Qwen3-8B on vLLM", async () => {
    const run = await runMain(
      [
        ...["run", "--model", `qwen3-8b@${server.baseUrl}`, "--questions", "small", "--judge", "mtbench-ja"],
        ...["--judge-model", `rater@${server.baseUrl}`, "--seed", "11", "--revision", "9c925d6"],
      ],
      { cwd },
    );
    expect(run.code).toBe(0);
    const folder = join(cwd, "results", "small", "qwen3-8b");
    const manifest: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    expect(manifest).toMatchObject({
      seed: 11,
      candidate: {
        model: "qwen3-8b",
        revision: "9c925d6",
        family: "qwen3",
        sampling: { temperature: 0.6, topP: 0.95, topK: 20, minP: 0 },
        // The usual 32,768 do not fit the context that its server states, beside the question and the answer.
        thinkingTokens: 32_000,
        templateArguments: { enable_thinking: true },
      },
    });
    const launch = z.looseObject({ deviations: z.array(z.string()) });
    const [started] = await linesOf(join(folder, "launches.jsonl"), launch);
    expect(started).toMatchObject({
      deviations: [],
      server: { baseUrl: server.baseUrl, kind: "vllm", identity: { version: "0.30.1" } },
      procedure: {
        judges: [{ model: "rater", share: 1 }],
        fields: { "prompts.single-v1": expect.stringMatching(/^[0-9a-f]{64}$/), "answering.maxAnswerTokens": 4096 },
      },
    });
    const answer = answerSchema.extend({ call: z.object({ model: z.string() }) });
    for (const { sent, call } of await linesOf(join(folder, "answers.jsonl"), answer)) {
      expect(call.model).toBe("our/suzume-3b");
      expect(sent).toMatchObject({
        model: "qwen3-8b",
        temperature: 0.6,
        top_p: 0.95,
        top_k: 20,
        min_p: 0,
        repetition_penalty: 1,
        seed: 11,
        max_tokens: 4096 + 32_000,
        chat_template_kwargs: { enable_thinking: true },
      });
    }
  });
});

describe("mtbench config show", () => {
  it("prints what is in force and where each value comes from", async () => {
    await fullConfig();
    const { code, stdout } = await runMain(["config", "show", "--trials", "4"], { cwd });
    expect(code).toBe(0);
    const row = (name: string) =>
      stdout
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.trim()
        .split(/\s{2,}/);
    expect(row("questions")).toEqual(["questions", "small", "mtbench.config.yaml:1"]);
    expect(row("results")).toEqual(["results", "kept", "mtbench.config.yaml:3"]);
    expect(row("trials")).toEqual(["trials", "4", "--trials"]);
    expect(row("seed")).toEqual(["seed", "0", "built in"]);
    expect(stdout).toMatch(/suzume +thinking tokens +700 +mtbench\.config\.yaml:13/);
    expect(stdout).toMatch(/suzume +template argument enable_thinking +true +family qwen3/);
    expect(stdout).toMatch(/suzume +key in variable +BOX_KEY +mtbench\.config\.yaml:5/);
    expect(stdout).toMatch(/suzume +headers +x-team, x-site +mtbench\.config\.yaml:5/);
    expect(server.requests).toEqual([]);
  });

  it("tells the file's part of a candidate's sampling from the family's, field by field", async () => {
    await writeConfig(
      "candidates:",
      "  hibari:",
      "    model: Qwen/Qwen3-8B",
      "    sampling:",
      "      temperature: 0.2",
      "    templateArguments: { date: 2026-04-03 }",
    );
    const { stdout } = await runMain(["config", "show"], { cwd });
    expect(stdout).toMatch(/hibari +sampling temperature +0\.2 +mtbench\.config\.yaml:5/);
    expect(stdout).toMatch(/hibari +sampling topK +20 +family qwen3/);
    expect(stdout).toMatch(/hibari +template argument date +2026-04-03 +mtbench\.config\.yaml:6/);
  });

  it("gives the same as JSON, and works without a file", async () => {
    const { code, stdout } = await runMain(
      ["config", "show", "--json", "--model", "qwen3-8b@http://10.0.0.1:8000/v1"],
      {
        cwd,
      },
    );
    expect(code).toBe(0);
    const schema = z.object({
      file: z.null(),
      settings: z.array(z.object({ name: z.string(), value: z.unknown(), origin: z.object({ kind: z.string() }) })),
      candidates: z.array(z.object({ candidate: z.object({ thinkingTokens: z.number() }) })),
    });
    const shown = schema.parse(JSON.parse(stdout));
    expect(shown.settings[0]).toEqual({ name: "questions", value: "ja-mt-bench-v3", origin: { kind: "default" } });
    expect(shown.candidates[0]?.candidate.thinkingTokens).toBe(32_768);
  });
});

describe("a configuration that is wrong", () => {
  it("is refused with all of its problems, by every verb that would use it", async () => {
    await writeConfig("quetsions: small", "trials: 0", "candidates:", "  a: { model: x, sampling: { temprature: 1 } }");
    for (const args of [["run"], ["leaderboard"], ["config", "show"]]) {
      const { code, stderr } = await runMain(args, { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain('unknown key "quetsions"; did you mean "questions"?');
      expect(stderr).toContain("mtbench.config.yaml:2: trials: expected at least 1, got 0");
      expect(stderr).toContain('candidates.a.sampling: unknown key "temprature"; did you mean "temperature"?');
    }
    expect((await runMain(["--help"], { cwd })).code).toBe(0);
    expect((await runMain(["models", "list"], { cwd })).code).toBe(0);
  });
});

async function filesBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), "utf8")))).join("\n");
}
