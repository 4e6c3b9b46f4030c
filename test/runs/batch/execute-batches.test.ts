import { mkdtemp, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import type { BatchClient } from "../../../src/chat/batch/batch-client.ts";
import { AttemptError, callFailure } from "../../../src/chat/http/attempt-failure.ts";
import { type BatchRecord, loadOpenBatches, openBatchJournal } from "../../../src/results/batch-journal.ts";
import type { BatchJob, BatchTools } from "../../../src/runs/batch/batch-context.ts";
import { executeBatches } from "../../../src/runs/batch/batch-judgments.ts";
import { type Budget, noBudget, startBudget } from "../../../src/runs/budget.ts";
import type { Stop } from "../../../src/runs/endpoint.ts";
import { makeFailure, makeReply, playedChat } from "../../support/make.ts";
import {
  dueCalls,
  errorLine,
  type Made,
  planOf,
  playedAt,
  playedClient,
  playedNow,
  playedServer,
  replyLine,
  stateOf,
} from "../../support/played-batches.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mtbench-execute-"));
});

const keysIn = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).custom_id);

/** A server whose batches are over at once; `lines` makes its output from the keys of the n-th upload (from 1). */
function atOnce(
  lines: (keys: readonly string[], upload: number) => readonly string[],
  over: Partial<BatchClient> = {},
) {
  const outputs: (readonly string[])[] = [];
  const client = playedClient({
    async upload(_, text) {
      outputs.push(lines(keysIn(text), outputs.length + 1));
      return `file-${outputs.length}`;
    },
    create: async (file, token) => stateOf({ id: `batch-of-${token}`, outputFileId: file }),
    async readLines(file, onLine) {
      for (const line of outputs[Number(file.split("-")[1]) - 1] ?? []) await onLine(line);
    },
    ...over,
  });
  return client;
}

const all = (keys: readonly string[]) => keys.map((key) => replyLine(key, `of ${key}`));

interface Launch {
  readonly jobs?: readonly BatchJob[];
  readonly clients?: ReadonlyMap<string, BatchClient>;
  readonly stop?: Stop;
  readonly budget?: Budget;
  readonly tools?: Partial<BatchTools>;
}

const going: Stop = { requested: () => false, signal: new AbortController().signal };

function launchOf(client: BatchClient, keys: readonly string[], job: Partial<BatchJob> = {}, asks = {}) {
  const made: Made[] = [];
  const notices: string[] = [];
  const due = dueCalls(keys, made, { asks });
  const chat = playedChat(() => makeReply({ content: "by a plain call" }));
  let tokens = 0;
  const own: BatchJob = {
    id: "haiku",
    model: "rater-9",
    who: "the judge",
    procedure: "p".repeat(64),
    due: () => new Map([...due].filter(([key]) => !made.some((one) => one.key === key))),
    isSettled: (key) => made.some((one) => one.key === key),
    folder,
    judgeEndpoint: { name: playedServer, chat, limit: (call) => call() },
    ...job,
  };
  const run = (over: Launch = {}) =>
    executeBatches(
      over.jobs ?? [own],
      over.clients ?? new Map([["rater-9", client]]),
      over.stop ?? going,
      over.budget ?? noBudget,
      {
        now: () => playedNow,
        sleep: async () => undefined,
        newToken() {
          tokens += 1;
          return `t${tokens}`;
        },
        poll: { firstMs: 10, maxMs: 10 },
        onNews: () => undefined,
        onNotice: (_, notice) => notices.push(notice),
        ...over.tools,
      },
    );
  return { run, made, own, notices };
}

const keysOf = (made: readonly Made[]) => made.map(({ key }) => key);

describe("executeBatches", () => {
  it("sends what is due in one batch, records it and ends with nothing left", async () => {
    const client = atOnce(all);
    const { run, made } = launchOf(client, ["a", "b"]);
    expect(await run()).toEqual({
      givenUp: new Map(),
      failedAlike: new Map(),
      stopped: false,
      overBudget: false,
      running: [],
    });
    expect([client.uploads.map(keysIn), keysOf(made)]).toEqual([[["a", "b"]], ["a", "b"]]);
    expect((await loadOpenBatches(folder)).open).toEqual([]);
  });

  it("asks nothing and writes nothing where nothing is due", async () => {
    const client = atOnce(all);
    await launchOf(client, []).run();
    expect([client.calls, await readdir(folder)]).toEqual([[], []]);
  });

  it("picks up the batches of its own server that hold what is due, and sends only what is in none", async () => {
    const journal = await openBatchJournal(folder);
    const begun: BatchRecord[] = [
      planOf(["settled", "a"], { token: "mine" }),
      { event: "created", token: "mine", at: playedAt, batchId: "batch-mine" },
      planOf(["b"], { token: "theirs", server: "http://other.example/v1" }),
      { event: "created", token: "theirs", at: playedAt, batchId: "batch-theirs" },
      planOf(["settled"], { token: "old" }),
      { event: "created", token: "old", at: playedAt, batchId: "batch-old" },
    ];
    for (const record of begun) await journal.append(record);
    await journal.close();
    const client = atOnce(all, {
      retrieve: async (id) => stateOf({ id, outputFileId: "picked-up" }),
      async readLines(file, onLine) {
        const keys = file === "picked-up" ? ["a"] : ["b", "c"];
        for (const line of all(keys)) await onLine(line);
      },
    });
    const { run, made } = launchOf(client, ["a", "b", "c"]);
    await run();
    expect(client.calls.filter((call) => call.startsWith("retrieve"))).toEqual(["retrieve batch-mine"]);
    expect(client.uploads.map(keysIn)).toEqual([["b", "c"]]);
    expect(keysOf(made).sort()).toEqual(["a", "b", "c"]);
    expect((await loadOpenBatches(folder)).open.map(({ plan }) => plan.token)).toEqual(["theirs", "old"]);
  });

  it("sends again what brought nothing, three times in all, and leaves it due", async () => {
    const client = atOnce((keys) => all(keys.filter((key) => key === "a")));
    const { run, made } = launchOf(client, ["a", "b"]);
    const ending = await run();
    expect(client.uploads.map(keysIn)).toEqual([["a", "b"], ["b"], ["b"]]);
    expect(keysOf(made)).toEqual(["a"]);
    expect([ending.overBudget, ending.givenUp.size]).toEqual([false, 0]);
  });

  it("records what failed in every round with its last reason", async () => {
    const client = atOnce((keys, upload) => keys.map((key) => errorLine(key, 503, `busy ${upload}`)));
    const { run, made } = launchOf(client, ["a"]);
    await run();
    expect(client.uploads).toHaveLength(3);
    expect(made).toMatchObject([{ key: "a", outcome: { status: "failed", message: "HTTP 503: busy 3" } }]);
  });

  it("sends the next batch without a parameter that was refused", async () => {
    const client = atOnce((keys, upload) =>
      upload === 1
        ? keys.map((key) => errorLine(key, 400, "Unsupported parameter: 'max_tokens'", { param: "max_tokens" }))
        : all(keys),
    );
    const { run, made } = launchOf(client, ["a"]);
    await run();
    expect(JSON.parse(client.uploads[1] ?? "").body).toEqual({
      model: "rater-9",
      messages: [{ role: "user", content: "a" }],
      max_completion_tokens: 100,
    });
    expect(made).toMatchObject([{ outcome: { dropped: [{ name: "max_tokens", sentAs: "max_completion_tokens" }] } }]);
  });

  it("says that the budget was short when it had no room, and not when all went out", async () => {
    const client = atOnce(all);
    const tight = launchOf(client, ["a", "b"]);
    // Room for one of 373 tokens; it takes none that are known of beside its text.
    const ending = await tight.run({ budget: startBudget({ tokens: 400, money: null }, { tokens: 0, money: 0 }) });
    expect([client.uploads.map(keysIn), ending.overBudget]).toEqual([[["a"], ["b"]], false]);
    const none = launchOf(client, ["c"]);
    const short = await none.run({ budget: startBudget({ tokens: 372, money: null }, { tokens: 0, money: 0 }) });
    expect([short.overBudget, none.made, client.uploads.length]).toEqual([true, [], 2]);
    // The budget itself was reached by a plain call.
    const reached = await launchOf(client, ["d"]).run({ budget: { ...noBudget, reached: () => true } });
    expect([reached.overBudget, client.uploads.length]).toEqual([true, 2]);
  });

  it("gives a server up with the first failure, and then asks it nothing", async () => {
    let uploads = 0;
    const client = atOnce(all, {
      upload: async () => {
        uploads += 1;
        throw new AttemptError(callFailure(`refused ${uploads}`, { status: 401, scope: "server" }));
      },
    });
    const { run, made } = launchOf(client, ["a", "b"]);
    const ending = await run({ tools: { limits: { maxLines: 1, maxBytes: 9_999 } } });
    expect(ending.givenUp).toEqual(
      new Map([
        [
          playedServer,
          {
            status: "failed",
            reason: "request-failed",
            message: "refused 1",
            httpStatus: 401,
            scope: "server",
            timing: { startedAt: playedAt, firstTokenMs: null, totalMs: 0 },
            failedAttempts: [],
          },
        ],
      ]),
    );
    expect([uploads, made]).toEqual([2, []]);
  });

  it("keeps a server that is given up apart from others", async () => {
    const client = atOnce(all);
    const away = atOnce(all, {
      name: "http://away.example/v1",
      upload: () => Promise.reject(new AttemptError(callFailure("away", { scope: "server" }))),
    });
    const { run, made, own } = launchOf(client, ["a"]);
    const other = launchOf(away, ["x"], { model: "rater-8" });
    const clients = new Map([
      ["rater-9", client],
      ["rater-8", away],
    ]);
    const ending = await run({ jobs: [other.own, own], clients });
    expect([[...ending.givenUp.keys()], keysOf(made)]).toEqual([["http://away.example/v1"], ["a"]]);
  });

  it("writes the batches of two judge models of one folder into one journal", async () => {
    const client = atOnce(all);
    const { run, made, own } = launchOf(client, ["a"]);
    const other = launchOf(client, ["x"], { model: "rater-8" });
    const clients = new Map([
      ["rater-9", client],
      ["rater-8", client],
    ]);
    await run({ jobs: [own, other.own], clients });
    expect([keysOf(made), keysOf(other.made)]).toEqual([["a"], ["x"]]);
    expect((await loadOpenBatches(folder)).damaged).toEqual([]);
  });

  it("ends with a bug of one job, and does not let the others go on", async () => {
    const bug = new Error("a bug");
    const signals: AbortSignal[] = [];
    const client = atOnce(all, {
      retrieve: async (id, signal) => {
        signals.push(signal);
        if (signals.length > 50) throw new Error("it went on");
        return stateOf({ id, status: "in_progress" });
      },
      create: async (_, token) => stateOf({ id: `batch-of-${token}`, status: "in_progress" }),
    });
    const { run, own } = launchOf(client, ["a"]);
    const broken: BatchJob = {
      ...own,
      due: () => {
        throw bug;
      },
    };
    await expect(run({ jobs: [broken, own] })).rejects.toBe(bug);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
    const stranger = launchOf(client, ["a"], { model: "nobody" });
    await expect(stranger.run()).rejects.toThrow("the judge model nobody has no batches");
  });

  it("does not end with an error where the user has ended it", async () => {
    const controller = new AbortController();
    const client = atOnce(all, {
      upload: async () => {
        controller.abort(new Error("ended by the user"));
        throw controller.signal.reason;
      },
    });
    const { run, made } = launchOf(client, ["a"]);
    const { signal } = controller;
    const ending = await run({ stop: { requested: () => signal.aborted, signal } });
    expect([ending.stopped, ending.givenUp.size, made]).toEqual([true, 0, []]);
    // It was uploaded once, and once is enough.
    expect(client.calls).toEqual(["upload mtbench-t1.jsonl"]);
    const before = atOnce(all);
    await launchOf(before, ["a"]).run({ stop: { requested: () => true, signal: going.signal } });
    expect(before.calls).toEqual([]);
  });

  it("stops following when asked to, and tells which batch goes on", async () => {
    let isStopped = false;
    const client = atOnce(all, {
      create: async (_, token) => stateOf({ id: `batch-of-${token}`, status: "validating" }),
    });
    const { run, made } = launchOf(client, ["a"]);
    const ending = await run({
      stop: { requested: () => isStopped, signal: going.signal },
      tools: {
        sleep: async () => {
          isStopped = true;
        },
      },
    });
    expect(ending.running).toEqual([{ candidate: "haiku", batchId: "batch-of-t1", server: playedServer }]);
    expect([ending.stopped, made, (await loadOpenBatches(folder)).open.length]).toEqual([true, [], 1]);
  });

  it("lets second questions count in the budget and in what fails alike", async () => {
    const told: unknown[] = [];
    const budget: Budget = {
      ...noBudget,
      async reserve(body) {
        told.push(["reserve", body.messages[0]?.content]);
        return { more: async () => true, settle: () => told.push("settle") };
      },
      recorded: (key) => told.push(["recorded", key]),
    };
    const client = atOnce(all);
    await launchOf(client, ["a", "b"], {}, { b: 2 }).run({ budget });
    expect(told).toEqual([["recorded", "a"], ["reserve", "b"], "settle", ["recorded", "b"]]);
    const judgeEndpoint = {
      name: playedServer,
      chat: playedChat(() => makeFailure({ message: "no" })),
      limit: <T>(call: () => Promise<T>) => call(),
    };
    told.length = 0;
    folder = await mkdtemp(join(tmpdir(), "mtbench-execute-"));
    const failing = launchOf(client, ["c"], { judgeEndpoint, who: "the judge rater-9" }, { c: 2 });
    const ending = await failing.run({ budget });
    // What is not kept is not recorded.
    expect(told).toEqual([["reserve", "c"], "settle"]);
    expect([...ending.failedAlike]).toEqual([[`the judge rater-9 at ${playedServer}`, { count: 1, message: "no" }]]);
    expect((await loadOpenBatches(folder)).open).toHaveLength(1);
  });
});
