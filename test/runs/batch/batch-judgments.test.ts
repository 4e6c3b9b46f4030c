import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AnswerRecord } from "../../../src/answers/answer.ts";
import { type BatchClient, openBatchClient } from "../../../src/chat/batch/batch-client.ts";
import type { Chat } from "../../../src/chat/chat.ts";
import type { Judge } from "../../../src/judges/judge.ts";
import type { JudgmentRecord } from "../../../src/judgments/judgment.ts";
import type { ChatBody } from "../../../src/models/request-body.ts";
import { loadOpenBatches } from "../../../src/results/batch-journal.ts";
import type { BatchTools } from "../../../src/runs/batch/batch-context.ts";
import { type BatchEnding, executeBatches } from "../../../src/runs/batch/batch-judgments.ts";
import { judgmentBatches } from "../../../src/runs/batch/judgment-batch.ts";
import { type Budget, noBudget, startBudget, worstCase } from "../../../src/runs/budget.ts";
import { dueJudgments } from "../../../src/runs/due-judgments.ts";
import type { Endpoint } from "../../../src/runs/endpoint.ts";
import { executeRun } from "../../../src/runs/execute-run.ts";
import type { RunSpec } from "../../../src/runs/run-spec.ts";
import {
  broken,
  type FakeBatches,
  type FakeBatchesOptions,
  type FakeLine,
  fakeBatches,
} from "../../support/fake-batches.ts";
import { errorBody, type FakeServer, startFakeServer } from "../../support/fake-server.ts";
import { makeCandidate, makeFailure, makeQuestion, makeReply, makeRules, playedChat } from "../../support/make.ts";
import { makeJudge } from "../../support/make-judge.ts";

const questions = ["朝", "昼", "夕", "夜", "冬"].map((word, index) =>
  makeQuestion({ id: String(index + 1), turns: [`${word}の句を一つ。`, "別の季節に変えて。"] }),
);

function specWith(judge: Judge, over: Partial<RunSpec> = {}): RunSpec {
  const rules = makeRules();
  const wire = { limitField: "max_tokens", systemRole: "system", accepts: ["temperature"] } as const;
  return {
    id: "haiku",
    asking: { candidate: makeCandidate(), rules },
    questions,
    rules: rules.hash,
    rating: {
      judge,
      raters: { kind: "one", judgeModel: { model: "rater-9", wire } },
      references: null,
      procedure: "p".repeat(64),
    },
    trials: 1,
    repeats: 1,
    seed: 0,
    shard: null,
    reopened: new Set(),
    ...over,
  };
}

let folder: string;
let servers: FakeServer[];
let clients: BatchClient[];
let tokens = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-batch-"));
  servers = [];
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.close();
  for (const server of servers) await server.close();
});

interface Scene {
  readonly played: FakeBatches;
  readonly server: FakeServer;
  readonly client: BatchClient;
  readonly kept: { readonly answers: Map<string, AnswerRecord>; readonly judgments: Map<string, JudgmentRecord> };
  readonly notices: string[];
  readonly statuses: string[];
  readonly plainCalls: unknown[];
  readonly waits: number[];
  /** Judgments as they were recorded, repetitions included. */
  readonly recorded: string[];
  run(over?: Partial<BatchTools>, stop?: () => boolean, budget?: Budget): Promise<BatchEnding>;
}

/** Ten answered turns of one candidate and a played server of batches. */
async function sceneWith(
  options: FakeBatchesOptions,
  { judge = makeJudge(), spec = specWith(judge), judgeChat = playedChat(() => "評価: [[3]]") as Chat } = {},
): Promise<Scene> {
  const played = fakeBatches(options);
  const server = await startFakeServer({ onOther: played.onOther });
  servers.push(server);
  const client = openBatchClient(
    { baseUrl: server.baseUrl, apiKey: "secret-key-7" },
    { sleep: async () => undefined, maxAttempts: 3 },
  );
  clients.push(client);
  const kept = { answers: new Map<string, AnswerRecord>(), judgments: new Map<string, JudgmentRecord>() };
  const recorded: string[] = [];
  const notices: string[] = [];
  const statuses: string[] = [];
  const plainCalls: unknown[] = [];
  const waits: number[] = [];
  const onJudgment = async (judgment: JudgmentRecord) => {
    recorded.push(judgment.key);
    kept.judgments.set(judgment.key, judgment);
  };
  const chat = playedChat(() => "古池や");
  const answerJob = {
    spec,
    stored: kept,
    endpoint: { name: "candidate's server", chat, limit: <T>(call: () => Promise<T>) => call() },
    judgeEndpoints: null,
    onAnswer: async (answer: AnswerRecord) => {
      kept.answers.set(answer.key, answer);
    },
    onJudgment,
  };
  await executeRun([answerJob], { requested: () => false, signal: new AbortController().signal });
  const judgeEndpoint: Endpoint = {
    name: server.baseUrl,
    chat: (request) => {
      plainCalls.push(request.body);
      return judgeChat(request);
    },
    limit: (call) => call(),
  };
  const jobs = judgmentBatches(
    { spec, stored: kept, onJudgment },
    { folder, judgeEndpoints: new Map([["rater-9", judgeEndpoint]]) },
  );
  return {
    played,
    server,
    client,
    kept,
    notices,
    statuses,
    plainCalls,
    waits,
    recorded,
    run: (over = {}, stop = () => false, budget = noBudget) =>
      executeBatches(
        jobs,
        new Map([["rater-9", client]]),
        { requested: stop, signal: new AbortController().signal },
        budget,
        {
          now: () => Date.parse("2026-09-09T01:02:03Z"),
          sleep: async (milliseconds) => {
            waits.push(milliseconds);
          },
          newToken() {
            tokens += 1;
            return `token-${tokens}`;
          },
          poll: { firstMs: 900, maxMs: 2_000 },
          onNews: ({ status }) => statuses.push(status),
          onNotice: (_candidate, notice) => notices.push(notice),
          ...over,
        },
      ),
  };
}

const rated = (scene: Scene): number[] =>
  [...scene.kept.judgments.values()].flatMap(({ outcome }) => (outcome.status === "rated" ? [outcome.rating] : []));

const reasons = (scene: Scene): string[] =>
  [...scene.kept.judgments.values()].flatMap(({ outcome }) => (outcome.status === "unrated" ? [outcome.reason] : []));

const openIn = async () => (await loadOpenBatches(folder)).open.length;

/** A line's number among those of its batch. */
const numberOf = (scene: () => Scene, line: FakeLine, batch: number): number =>
  scene().played.batches[batch]?.lines.findIndex((one) => one.custom_id === line.custom_id) ?? -1;

describe("executeBatches", () => {
  it("sends every due judgment in one file and records what comes back", async () => {
    const scene = await sceneWith({ onLine: () => "評価: [[8]]" });
    const ending = await scene.run();
    expect([...ending.givenUp, ...ending.running]).toEqual([]);
    expect(scene.played.batches).toHaveLength(1);
    expect(rated(scene)).toEqual(Array.from({ length: 10 }, () => 8));
    expect(scene.statuses).toEqual(
      ["validating", "in_progress", "in_progress", "in_progress", "finalizing", "completed"].filter(
        (_, index) => index !== 2,
      ),
    );
    const [record] = scene.kept.judgments.values();
    expect(record).toMatchObject({
      batch: "batch_1",
      asked: 1,
      sent: { model: "rater-9", temperature: 0.2, max_tokens: 900 },
      call: { model: "rater-9", timing: { startedAt: "2026-09-21T14:13:20.000Z", totalMs: 600_000 } },
    });
    expect(await openIn()).toBe(0);
    expect(await scene.run()).toMatchObject({ running: [] });
    expect(scene.played.batches).toHaveLength(1);
  });

  it("sends bodies as plain calls do, without stream fields, under our keys", async () => {
    const bodies: unknown[] = [];
    const scene = await sceneWith({ onLine: () => "評価: [[8]]" });
    await scene.run();
    const plain = await sceneWith({ onLine: () => "lost" }, {});
    const spec = specWith(makeJudge());
    await executeRun(
      [
        {
          spec,
          stored: plain.kept,
          endpoint: null,
          judgeEndpoints: new Map([
            [
              "rater-9",
              {
                name: "j",
                chat: async ({ body }) => {
                  bodies.push(body);
                  return makeReply({ content: "評価: [[8]]" });
                },
                limit: (call) => call(),
              },
            ],
          ]),
          onAnswer: async () => undefined,
          onJudgment: async (judgment) => {
            plain.kept.judgments.set(judgment.key, judgment);
          },
        },
      ],
      { requested: () => false, signal: new AbortController().signal },
    );
    const lines = scene.played.batches[0]?.lines ?? [];
    const byText = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
    expect(byText(lines.map((line) => line.body))).toEqual(byText(bodies));
    expect(new Set(lines.map((line) => line.custom_id))).toEqual(new Set(plain.kept.judgments.keys()));
    expect(lines.every((line) => !("stream" in line.body))).toBe(true);
  });

  it("does not depend on the order, takes a line once, and sets a damaged one aside", async () => {
    const scene: Scene = await sceneWith({
      onLine: (line, batch) => `評価: [[${numberOf(() => scene, line, batch) + 1}]]`,
      mangle: (lines) => {
        const [first = "", second = "", ...rest] = [...lines].reverse();
        return [
          second,
          second.replace(/\[\[\d+\]\]/u, "[[1]]"),
          '{"custom_id": "cut',
          ...rest,
          first.slice(0, 40),
          '{"custom_id":"stranger","response":null,"error":{"code":"x","message":"y"}}',
        ];
      },
    });
    await scene.run({ poll: { firstMs: 1, maxMs: 1 } });
    const keys = scene.played.batches[0]?.lines.map((line) => line.custom_id) ?? [];
    const ratings = keys.map((key) => {
      const outcome = scene.kept.judgments.get(key)?.outcome;
      return outcome?.status === "rated" ? outcome.rating : null;
    });
    // The tenth line came damaged; the second batch, where it is the first, is for it alone.
    expect(ratings.slice(0, 9)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(scene.recorded).toHaveLength(new Set(scene.recorded).size);
    expect(scene.notices).toContain("2 lines of batch batch_1 could not be read and were left out");
    expect(scene.notices).toContain("1 lines of batch batch_1 name no request of ours");
    expect(scene.played.batches[1]?.lines.map((line) => line.custom_id)).toEqual([keys[9]]);
  });

  it("keeps what an expired batch brought and sends only the rest again", async () => {
    const expired = { code: "batch_expired", message: "not executed before the window ended" };
    const scene: Scene = await sceneWith({
      onLine: (line, batch) => {
        const number = numberOf(() => scene, line, batch);
        if (batch === 0 && number >= 4) return number % 2 === 0 ? expired : "lost";
        return "評価: [[7]]";
      },
      ending: (batch) => ({ status: batch === 0 ? "expired" : "completed" }),
    });
    await scene.run();
    expect(rated(scene)).toHaveLength(10);
    expect(scene.played.batches.map((batch) => batch.lines.length)).toEqual([4 + 6, 6]);
    expect(new Set(scene.recorded).size).toBe(scene.recorded.length);
  });

  it("leaves the rest of a cancelled batch to the next launch", async () => {
    const scene: Scene = await sceneWith({
      onLine: (line, batch) => (batch === 0 && numberOf(() => scene, line, batch) >= 3 ? "lost" : "評価: [[7]]"),
      ending: (batch) => ({ status: batch === 0 ? "cancelled" : "completed" }),
    });
    await scene.run();
    expect([rated(scene).length, scene.played.batches.length, await openIn()]).toEqual([3, 1, 0]);
    await scene.run();
    expect([rated(scene).length, scene.played.batches.map((batch) => batch.lines.length)]).toEqual([10, [10, 7]]);
  });

  it("reads a line's error as the same answer to a plain call", async () => {
    const fates = [
      { status: 400, body: errorBody("blocked", "invalid_request_error", { code: "content_filter" }) },
      { status: 400, body: errorBody("too long", "invalid_request_error", { code: "context_length_exceeded" }) },
      { status: 500, body: errorBody("overloaded", "server_error") },
      { status: 400, body: errorBody("temperature is out of range", "invalid_request_error") },
    ];
    const scene: Scene = await sceneWith({
      onLine: (line) => {
        const key = scene.played.batches[0]?.lines.findIndex((one) => one.custom_id === line.custom_id) ?? 9;
        return fates[key] ?? "評価: [[9]]";
      },
    });
    await scene.run();
    expect(reasons(scene).sort()).toEqual(["judge-refused", "judge-truncated", "request-failed", "request-failed"]);
    // The overloaded one alone had two more rounds.
    expect(scene.played.batches.map((batch) => batch.lines.length)).toEqual([10, 1, 1]);
    expect(rated(scene)).toHaveLength(6);
  });

  it("leaves out a parameter that the server refuses by name, and says so in the records", async () => {
    const scene = await sceneWith({
      onLine: (line) =>
        "temperature" in line.body
          ? {
              status: 400,
              body: errorBody("Unsupported parameter: 'temperature'", "invalid_request_error", {
                param: "temperature",
              }),
            }
          : "評価: [[6]]",
    });
    await scene.run();
    expect(rated(scene)).toHaveLength(10);
    expect([...scene.kept.judgments.values()].every(({ call }) => call?.dropped?.join() === "temperature")).toBe(true);
    expect(scene.played.batches).toHaveLength(2);
  });

  it("asks again for a rating by plain calls", async () => {
    const judge = makeJudge({ retryUnrated: { kind: "rating-only", prompt: "評価だけを。" } });
    const scene: Scene = await sceneWith(
      { onLine: (line, batch) => (numberOf(() => scene, line, batch) < 2 ? "数字を忘れました。" : "評価: [[8]]") },
      { judge, spec: specWith(judge), judgeChat: playedChat(() => "[[4]]") },
    );
    await scene.run();
    expect(scene.plainCalls).toHaveLength(2);
    expect(rated(scene).sort()).toEqual([4, 4, 8, 8, 8, 8, 8, 8, 8, 8]);
    const twice = [...scene.kept.judgments.values()].filter((one) => one.asked === 2);
    expect(twice.map((one) => one.batch)).toEqual(["batch_1", "batch_1"]);
  });

  it("keeps the batch open while a second question fails, and pays for no first one again", async () => {
    const judge = makeJudge({ retryUnrated: { kind: "same-prompt", times: 2 } });
    let mended = false;
    const scene: Scene = await sceneWith(
      { onLine: (line, batch) => (numberOf(() => scene, line, batch) === 0 ? "数字を忘れました。" : "評価: [[8]]") },
      {
        judge,
        spec: specWith(judge),
        judgeChat: async () => (mended ? makeReply({ content: "評価: [[5]]" }) : makeFailure()),
      },
    );
    await scene.run();
    expect([rated(scene).length, await openIn()]).toEqual([9, 1]);
    mended = true;
    await scene.run();
    expect([rated(scene).length, await openIn(), scene.played.batches.length]).toEqual([10, 0, 1]);
    expect(scene.recorded).toHaveLength(10);
  });

  it("splits by lines and by bytes", async () => {
    const scene = await sceneWith({ onLine: () => "評価: [[8]]" });
    await scene.run({ limits: { maxLines: 4, maxBytes: 1_000_000 } });
    expect(scene.played.batches.map((batch) => batch.lines.length).sort()).toEqual([2, 4, 4]);
    expect(rated(scene)).toHaveLength(10);
    const bytes = await sceneWith({ onLine: () => "評価: [[8]]" });
    folder = await mkdtemp(join(tmpdir(), "mtbench-batch-"));
    await bytes.run({ limits: { maxLines: 100, maxBytes: 900 } });
    expect(bytes.played.batches.length).toBeGreaterThan(2);
    for (const { text } of bytes.played.files.values()) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(900);
  });

  it("sends less at a time when the server's queue is full", async () => {
    const full = {
      status: "failed",
      errors: [{ code: "token_limit_exceeded", message: "Enqueued token limit" }],
    } as const;
    const scene = await sceneWith({
      onLine: () => "評価: [[8]]",
      ending: (_batch, made) => (made.lines.length > 3 ? full : { status: "completed" }),
    });
    const ending = await scene.run();
    expect(ending.givenUp.size).toBe(0);
    expect(rated(scene)).toHaveLength(10);
    const done = scene.played.batches.filter((batch) => batch.lines.length <= 3);
    expect(done.flatMap((batch) => batch.lines)).toHaveLength(10);
  });

  it("gives up a file that the server refuses, with its words", async () => {
    const scene = await sceneWith({
      onLine: () => "lost",
      ending: () => ({
        status: "failed",
        errors: [{ code: "invalid_json_line", message: "line is not JSON", line: 3 }],
      }),
    });
    const ending = await scene.run();
    expect([...ending.givenUp.values()].map((failure) => failure.message)).toEqual([
      "batch batch_1 was refused: line 3: line is not JSON",
    ]);
    expect([scene.played.batches.length, scene.recorded.length]).toEqual([1, 0]);
  });

  it("names a model that the server does not have as the run does", async () => {
    const fate = {
      status: 404,
      body: errorBody("The model `rater-9` does not exist", "invalid_request_error", { code: "model_not_found" }),
    };
    const scene = await sceneWith({ onLine: () => fate });
    const ending = await scene.run();
    expect([...ending.givenUp.values()][0]).toMatchObject({ httpStatus: 404, scope: "server" });
    expect([scene.played.batches.length, scene.recorded.length]).toEqual([1, 0]);
  });

  it("makes no second batch when the answer to the first was lost", async () => {
    let cuts = 0;
    const scene = await sceneWith({
      onLine: () => "評価: [[8]]",
      intercept: (stage) => {
        if (stage !== "uploaded" && stage !== "created" && stage !== "content") return undefined;
        cuts += 1;
        return cuts <= 3 ? broken : undefined;
      },
    });
    await scene.run();
    expect([scene.played.files.size, scene.played.batches.length, rated(scene).length]).toEqual([1, 1, 10]);
  });

  it("stops waiting when asked to, and the next launch picks the batch up", async () => {
    const scene = await sceneWith({ onLine: () => "評価: [[8]]", polls: 5 });
    let looks = 0;
    const ending = await scene.run({}, () => {
      looks += 1;
      return looks > 6;
    });
    expect(ending).toMatchObject({ stopped: true, running: [{ candidate: "haiku", batchId: "batch_1" }] });
    expect([scene.recorded.length, await openIn()]).toEqual([0, 1]);
    await scene.run();
    expect([scene.played.batches.length, rated(scene).length]).toEqual([1, 10]);
    expect(scene.notices).toEqual(["goes on with batch batch_1 of 10 judgments"]);
  });

  it("waits longer each time, up to a bound, unless the server says when", async () => {
    const scene = await sceneWith({
      onLine: () => "評価: [[8]]",
      polls: 6,
      intercept: (stage, _request, usual) =>
        (stage === "poll" || stage === "created") && usual ? { ...usual, headers: {} } : undefined,
    });
    await scene.run({ poll: { firstMs: 800, maxMs: 2_000 } });
    const total = scene.waits.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBe(800 + 1_200 + 1_800 + 2_000 * 3);
  });

  it("goes on waiting when looking fails for a while", async () => {
    let polls = 0;
    const scene = await sceneWith({
      onLine: () => "評価: [[8]]",
      intercept: (stage) => {
        if (stage !== "poll") return undefined;
        polls += 1;
        return polls <= 9 ? { status: 503, body: "busy" } : undefined;
      },
    });
    await scene.run();
    expect(rated(scene)).toHaveLength(10);
  });

  it("does not send again what a batch holds that the server does not know", async () => {
    const scene = await sceneWith({ onLine: () => "評価: [[8]]" });
    await scene.run({}, stopAfter(4));
    const other = await sceneWith({ onLine: () => "評価: [[8]]" });
    const journal = join(folder, "batches.jsonl");
    const text = (await readFile(journal, "utf8")).replaceAll(scene.client.name, other.client.name);
    await writeFile(journal, text);
    const ending = await other.run();
    expect([...ending.givenUp.values()][0]?.message).toMatch(/does not know batch batch_1.*--judge-mode calls/u);
    expect(other.played.batches).toHaveLength(0);
  });

  it("never has more under way than the budget bears, and goes on with what is left of it", async () => {
    const scene = await sceneWith({
      onLine: () => ({ text: "評価: [[8]]", usage: { prompt_tokens: 30, completion_tokens: 20 } }),
    });
    const { bodies } = await plainBodies();
    const worst = Math.max(...bodies.map((body) => worstCase(body).prompt + worstCase(body).completion));
    const tight = startBudget({ tokens: 4 * worst, money: null }, { tokens: 0, money: 0 });
    const ending = await scene.run({}, () => false, tight);
    const sizes = scene.played.batches.map((batch) => batch.lines.length);
    expect(sizes[0]).toBe(4);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
    expect([ending.overBudget, rated(scene).length]).toEqual([false, 10]);
  });

  it("sends nothing that the budget has no room for, and says so", async () => {
    const scene = await sceneWith({ onLine: () => "評価: [[8]]" });
    const ending = await scene.run({}, () => false, startBudget({ tokens: 900, money: null }, { tokens: 0, money: 0 }));
    expect([ending.overBudget, scene.played.batches.length, scene.recorded.length]).toEqual([true, 0, 0]);
  });

  it("notes what a batch may take before it is sent, and a launch that picks it up counts it once", async () => {
    const scene = await sceneWith({
      onLine: () => ({ text: "評価: [[8]]", usage: { prompt_tokens: 30, completion_tokens: 20 } }),
    });
    const { bodies } = await plainBodies();
    const all = bodies.map((body) => worstCase(body)).reduce((sum, one) => sum + one.prompt + one.completion, 0);
    await scene.run({}, stopAfter(3));
    const [batch] = (await loadOpenBatches(folder)).open;
    expect([batch?.plan.worst, rated(scene).length]).toEqual([{ tokens: all, money: {} }, 0]);
    const waiting = new Map([[batch?.plan.token ?? "", { tokens: all, money: {} }]]);
    const spent = { tokens: 0, money: 0, batches: waiting };
    const [small = bodies[0]] = bodies;
    const limits = { tokens: all + 100, money: null };
    // Whoever does not follow the batch has no room beside it.
    expect(small && (await startBudget(limits, spent).reserve(small, null))).toBeNull();
    const budget = startBudget(limits, spent);
    await scene.run({}, () => false, budget);
    expect([rated(scene).length, scene.played.batches.length]).toEqual([10, 1]);
    // It took 500 tokens in the end, and the room is free.
    expect(small && (await budget.reserve(small, null))).not.toBeNull();
  });

  it("never writes the key", async () => {
    const scene = await sceneWith({
      onLine: () => "評価: [[8]] secret-key-7",
      ending: () => ({ status: "failed", errors: [{ code: "x", message: "bad key secret-key-7" }] }),
    });
    const ending = await scene.run();
    expect(JSON.stringify([...ending.givenUp])).not.toContain("secret-key-7");
    const ok = await sceneWith({ onLine: () => "評価: [[8]] secret-key-7" });
    await ok.run();
    expect(JSON.stringify([...ok.kept.judgments])).not.toContain("secret-key-7");
    expect(await readFile(join(folder, "batches.jsonl"), "utf8")).not.toContain("secret-key-7");
    expect(ok.server.requests.every((request) => request.headers.authorization === "Bearer secret-key-7")).toBe(true);
  });
});

function stopAfter(looks: number): () => boolean {
  let seen = 0;
  return () => {
    seen += 1;
    return seen > looks;
  };
}

/** The bodies of plain calls for the same answers. */
async function plainBodies(): Promise<{ readonly bodies: readonly ChatBody[] }> {
  const scene = await sceneWith({ onLine: () => "lost" });
  const spec = specWith(makeJudge());
  return { bodies: [...dueJudgments(spec, scene.kept).values()].flatMap(({ plan }) => plan.body ?? []) };
}
