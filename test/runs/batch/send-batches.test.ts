import { describe, expect, it } from "vitest";
import { AttemptError, callFailure } from "../../../src/chat/http/attempt-failure.ts";
import type { Price } from "../../../src/models/price.ts";
import { allOf, guarded } from "../../../src/runs/batch/batch-context.ts";
import { sendBatches } from "../../../src/runs/batch/send-batches.ts";
import { startBudget } from "../../../src/runs/budget.ts";
import { makeReply } from "../../support/make.ts";
import { bodyOf, playedAt, playedClient, playedScene, playedServer, stateOf } from "../../support/played-batches.ts";

const keysIn = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line).custom_id);

/** A client whose queue has no room for more than `most` requests at once. */
function crowded(most: number) {
  const sizes = new Map<string, number>();
  const client = playedClient({
    async upload(name, text) {
      sizes.set(`file-of-${name}`, keysIn(text).length);
      return `file-of-${name}`;
    },
    async create(file, token) {
      const isFull = (sizes.get(file) ?? 0) > most;
      const problems = isFull ? [{ code: "token_limit_exceeded", message: "", line: null }] : [];
      return stateOf({ id: `batch-of-${token}`, status: isFull ? "failed" : "completed", problems });
    },
  });
  return client;
}

describe("sendBatches", () => {
  it("writes each step down before the next: planned, uploaded, created, closed", async () => {
    const price: Price = {
      currency: "USD",
      input: 4,
      cachedInput: null,
      output: 10,
      date: "2026-01-02",
      source: "made",
    };
    const client = playedClient();
    const endpoint = {
      name: playedServer,
      chat: async () => makeReply(),
      limit: <T>(call: () => Promise<T>) => call(),
    };
    const scene = playedScene(["a", "b", "c"], {
      client,
      work: { dropped: [{ name: "seed", sentAs: null }] },
      job: { judgeEndpoint: { ...endpoint, priceOf: () => price } },
      calls: { body: (text) => bodyOf(text, { seed: 7 }) },
    });
    await Promise.all(sendBatches(["c", "gone", "a"], scene.work, scene.context));
    expect(client.calls).toEqual(["upload mtbench-t1.jsonl", "create file-of-mtbench-t1.jsonl t1"]);
    expect(client.uploads.map(keysIn)).toEqual([["c", "a"]]);
    expect(JSON.parse(client.uploads[0]?.split("\n")[0] ?? "").body).toEqual(bodyOf("c"));
    // Twice 273 tokens of the prompt at 2 USD a million, and 100 of the reply at 5.
    const worst = { tokens: 746, money: { USD: expect.closeTo((2 * (273 * 2 + 100 * 5)) / 1_000_000, 12) } };
    expect(scene.records).toEqual([
      {
        event: "planned",
        token: "t1",
        at: playedAt,
        server: playedServer,
        procedure: "p".repeat(64),
        model: "rater-9",
        dropped: [{ name: "seed", sentAs: null }],
        keys: ["c", "a"],
        worst,
      },
      { event: "uploaded", token: "t1", at: playedAt, fileId: "file-of-mtbench-t1.jsonl" },
      { event: "created", token: "t1", at: playedAt, batchId: "batch-of-t1" },
      { event: "closed", token: "t1", at: playedAt, status: "completed" },
    ]);
  });

  it("sends as many files as the bounds make necessary, at once", async () => {
    const client = playedClient();
    const scene = playedScene(["a", "b", "c"], { client, tools: { limits: { maxLines: 2, maxBytes: 10_000 } } });
    const sent = sendBatches(["a", "b", "c"], scene.work, scene.context);
    expect(sent).toHaveLength(2);
    await Promise.all(sent);
    expect(client.uploads.map(keysIn)).toEqual([["a", "b"], ["c"]]);
    expect(client.calls.slice(0, 2)).toEqual(["upload mtbench-t1.jsonl", "upload mtbench-t2.jsonl"]);
  });

  it("leaves out what the budget has no room for, and sends nothing of nothing", async () => {
    const client = playedClient();
    const budget = startBudget({ tokens: 400, money: null }, { tokens: 0, money: 0 });
    const scene = playedScene(["a", "b"], { client, context: { budget } });
    await Promise.all(sendBatches(["a", "b"], scene.work, scene.context));
    expect(client.uploads.map(keysIn)).toEqual([["a"]]);
    expect(sendBatches(["gone"], scene.work, scene.context)).toEqual([]);
  });

  it("sends nothing once the launch is halted", async () => {
    const client = playedClient();
    const scene = playedScene(["a"], { client, context: { halted: () => true } });
    await Promise.all(sendBatches(["a"], scene.work, scene.context));
    expect([client.calls, scene.records]).toEqual([[], []]);
  });

  it("sends the same again alone when the queue was full, then halves, one after another", async () => {
    const client = crowded(2);
    const scene = playedScene(["a", "b", "c", "d", "e"], { client });
    await Promise.all(sendBatches(["a", "b", "c", "d", "e"], scene.work, scene.context));
    expect(client.uploads.map(keysIn)).toEqual([
      ["a", "b", "c", "d", "e"],
      ["a", "b", "c", "d", "e"],
      ["a", "b", "c"],
      ["a", "b"],
      ["c"],
      ["d", "e"],
    ]);
    expect([scene.givenUp, scene.context.places.isNarrow()]).toEqual([[], true]);
  });

  it("gives a server up whose queue has no room for a single request", async () => {
    const client = crowded(0);
    const scene = playedScene(["a"], { client });
    await Promise.all(sendBatches(["a"], scene.work, scene.context));
    expect(client.uploads.map(keysIn)).toEqual([["a"], ["a"]]);
    expect(scene.givenUp).toMatchObject([
      { message: "the server's queue of batches has no room for a single request", retry: false, scope: "call" },
    ]);
  });

  it("does not send again once the launch is halted", async () => {
    const client = crowded(0);
    let closed = 0;
    const scene = playedScene(["a", "b"], {
      client,
      context: { halted: () => closed > 0 },
      work: {
        append: async ({ event }) => {
          if (event === "closed") closed += 1;
        },
      },
    });
    await Promise.all(sendBatches(["a", "b"], scene.work, scene.context));
    expect([client.uploads.length, scene.context.places.isNarrow()]).toEqual([1, false]);
  });

  it("gives the server up where it cannot be asked, and frees the place also where something breaks", async () => {
    const failing = playedClient({
      upload: async () => {
        throw new AttemptError(callFailure("no files here", { status: 404, scope: "server" }));
      },
    });
    const scene = playedScene(["a"], { client: failing });
    await Promise.all(sendBatches(["a"], scene.work, scene.context));
    expect(scene.givenUp).toMatchObject([{ message: "no files here", scope: "server", status: null }]);
    const full = new Error("the disk is full");
    const broken = playedScene(["a"], {
      work: {
        append: async () => {
          throw full;
        },
      },
    });
    await expect(Promise.all(sendBatches(["a"], broken.work, broken.context))).rejects.toBe(full);
    broken.context.places.narrow();
    await broken.context.places.enter();
  });
});

describe("guarded", () => {
  it("gives back what went well, and makes nothing of a bug", async () => {
    const { context, givenUp } = playedScene([]);
    expect(await guarded(context, async () => 7)).toBe(7);
    const bug = new Error("a bug");
    await expect(guarded(context, () => Promise.reject(bug))).rejects.toBe(bug);
    expect(givenUp).toEqual([]);
  });

  it("ends with a failure of the server's, whose 404 is not the model's", async () => {
    const { context, givenUp } = playedScene([]);
    for (const status of [404, 403]) {
      const failure = callFailure("refused", { status, scope: "server" });
      expect(await guarded(context, () => Promise.reject(new AttemptError(failure)))).toBeNull();
    }
    expect(givenUp.map(({ status, message }) => [status, message])).toEqual([
      [null, "refused"],
      [403, "refused"],
    ]);
  });
});

describe("allOf", () => {
  it("waits for all before it ends with the first error", async () => {
    const over: string[] = [];
    const slow = Promise.resolve()
      .then(() => undefined)
      .then(() => {
        over.push("slow");
      });
    await expect(allOf([Promise.reject(new Error("first")), slow])).rejects.toThrow("first");
    expect(over).toEqual(["slow"]);
    await allOf([Promise.resolve(), Promise.resolve()]);
  });
});
