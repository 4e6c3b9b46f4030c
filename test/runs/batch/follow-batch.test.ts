import { describe, expect, it } from "vitest";
import type { BatchClient } from "../../../src/chat/batch/batch-client.ts";
import type { BatchState } from "../../../src/chat/batch/batch-state.ts";
import { AttemptError, callFailure } from "../../../src/chat/http/attempt-failure.ts";
import { fileNameOf, followBatch, pickUpBatch } from "../../../src/runs/batch/follow-batch.ts";
import { noBudget, startBudget } from "../../../src/runs/budget.ts";
import {
  errorLine,
  planOf,
  playedAt,
  playedClient,
  playedScene,
  playedServer,
  replyLine,
  stateOf,
} from "../../support/played-batches.ts";

const attempt = (over: Parameters<typeof callFailure>[1] = {}) => new AttemptError(callFailure("no answer", over));

/** What looks at a batch bring, one after another; the last one stays. */
function looks(seen: readonly (Partial<BatchState> | Error)[]): Pick<BatchClient, "retrieve"> {
  let at = 0;
  return {
    async retrieve(id) {
      const one = seen[Math.min(at, seen.length - 1)] ?? {};
      at += 1;
      if (one instanceof Error) throw one;
      return stateOf({ id, ...one });
    },
  };
}

const ended = { event: "closed", token: "t9", at: playedAt } as const;

describe("followBatch", () => {
  it("looks again and again, more and more seldom up to a bound, and tells what has changed", async () => {
    const counts = { total: 3, completed: 1, failed: 0 };
    const seen = [
      { status: "in_progress" as const },
      { status: "in_progress" as const },
      { status: "in_progress" as const, counts },
      { status: "cancelling" as const, counts },
      { status: "completed" as const },
    ];
    const client = playedClient(looks(seen));
    const scene = playedScene([], { client });
    expect(await followBatch(stateOf({ status: "validating" }), planOf([]), scene.work, scene.context)).toBe("done");
    expect(scene.news).toEqual([
      { candidate: "haiku", batchId: "batch-1", status: "validating", counts: null },
      { candidate: "haiku", batchId: "batch-1", status: "in_progress", counts: null },
      { candidate: "haiku", batchId: "batch-1", status: "in_progress", counts },
      { candidate: "haiku", batchId: "batch-1", status: "cancelling", counts },
      { candidate: "haiku", batchId: "batch-1", status: "completed", counts: null },
    ]);
    // 100 ms, half as much again each time, 400 at most; looked at every 250 whether the user wants to stop.
    expect(scene.waits).toEqual([100, 150, 225, 250, 87.5, 250, 150]);
    expect(client.calls).toEqual(Array.from({ length: 5 }, () => "retrieve batch-1"));
  });

  it("waits as long as the server says", async () => {
    const client = playedClient(looks([{ status: "in_progress", waitMs: 0 }, { status: "completed" }]));
    const scene = playedScene([], { client });
    const first = stateOf({ status: "in_progress", waitMs: 600 });
    await followBatch(first, planOf([]), scene.work, scene.context);
    // Nothing to wait is no wish: the second wait is the rule's.
    expect(scene.waits).toEqual([250, 250, 100, 150]);
  });

  it.each([
    ["before the first wait", 0, []],
    ["in the middle of a wait", 1, [250]],
    ["in its last part", 2, [250, 150]],
  ])("leaves the batch running when the user wants to stop %s", async (_, after, waits) => {
    const client = playedClient();
    const passed: number[] = [];
    const scene = playedScene(["a"], {
      client,
      context: { stopping: () => passed.length >= after },
      tools: {
        poll: { firstMs: 400, maxMs: 400 },
        sleep: async (milliseconds) => {
          passed.push(milliseconds);
        },
      },
    });
    const state = stateOf({ status: "in_progress" });
    expect(await followBatch(state, planOf(["a"]), scene.work, scene.context)).toBe("done");
    expect(passed).toEqual(waits);
    expect(client.calls).toEqual([]);
    expect(scene.context.running).toEqual([{ candidate: "haiku", batchId: "batch-1", server: playedServer }]);
    expect(scene.records).toEqual([]);
  });

  it("bears eleven looks in a row that fail, and starts to count anew after one that does not", async () => {
    const fails = Array.from({ length: 11 }, () => attempt());
    const away = attempt({ scope: "server", unreachable: true });
    const seen = [
      ...fails,
      { status: "in_progress" as const },
      ...fails.slice(1),
      away,
      { status: "completed" as const },
    ];
    const client = playedClient(looks(seen));
    const scene = playedScene([], { client });
    await followBatch(stateOf({ status: "in_progress" }), planOf([]), scene.work, scene.context);
    expect(client.calls).toHaveLength(24);
    expect(scene.records).toEqual([{ ...ended, status: "completed" }]);
  });

  it.each([
    ["the twelfth look in a row that fails", attempt(), 12],
    ["what cannot mend itself", attempt({ scope: "server" }), 1],
    ["what is no failure of the server's", new Error("a bug"), 1],
  ])("ends with %s", async (_, error, count) => {
    const client = playedClient(looks([error]));
    const scene = playedScene([], { client });
    const following = followBatch(stateOf({ status: "in_progress" }), planOf([]), scene.work, scene.context);
    await expect(following).rejects.toBe(error);
    expect(client.calls).toHaveLength(count);
  });

  it("closes a refused file and gives the server up with its words, five at most", async () => {
    const problems = [
      { code: "bad_line", message: "not JSON", line: 3 },
      { code: "bad_url", message: "", line: null },
      { code: "c", message: "third", line: null },
      { code: "d", message: "fourth", line: 9 },
      { code: "e", message: "fifth", line: null },
      { code: "f", message: "sixth", line: null },
    ];
    const scene = playedScene(["a"]);
    const state = stateOf({ status: "failed", problems });
    expect(await followBatch(state, planOf(["a"]), scene.work, scene.context)).toBe("done");
    expect(scene.records).toEqual([{ ...ended, status: "failed" }]);
    expect(scene.givenUp).toHaveLength(1);
    expect(scene.givenUp[0]).toMatchObject({
      retry: false,
      message: "batch batch-1 was refused: line 3: not JSON; bad_url; third; line 9: fourth; fifth",
    });
  });

  it("says so where a refusal has no words, and knows a refused model", async () => {
    const silent = playedScene([]);
    await followBatch(stateOf({ status: "failed" }), planOf([]), silent.work, silent.context);
    expect(silent.givenUp[0]).toMatchObject({
      scope: "call",
      message: "batch batch-1 was refused: the server does not say why",
    });
    const problems = [{ code: "model_not_found", message: "no model rater-9", line: 1 }];
    const scene = playedScene([]);
    await followBatch(stateOf({ status: "failed", problems }), planOf([]), scene.work, scene.context);
    expect(scene.givenUp[0]).toMatchObject({ scope: "server", retry: false });
  });

  it.each(["token_limit_exceeded", "Enqueued_Limit", "too_many_enqueued_tokens"])(
    "knows a full queue by %s, which is nobody's fault",
    async (code) => {
      const scene = playedScene([]);
      const problems = [
        { code: "x", message: "", line: null },
        { code, message: "wait", line: null },
      ];
      const state = stateOf({ status: "failed", problems });
      expect(await followBatch(state, planOf([]), scene.work, scene.context)).toBe("queue-full");
      expect([scene.givenUp, scene.records]).toEqual([[], [{ ...ended, status: "failed" }]]);
    },
  );

  const output = [replyLine("a", "one"), "{", replyLine("stranger", "x")];
  const errors = [errorLine("b", 400, "this one is wrong")];
  const files = { out: output, err: errors };

  it("records what a batch brought, tells what was odd, frees its room and closes it", async () => {
    const client = playedClient({}, files);
    const scene = playedScene(["a", "b", "c"], { client });
    const freed: [string, number][] = [];
    for (const key of ["a", "b", "c", "other"]) {
      scene.work.booked.set(key, { settle: ({ completion }) => freed.push([key, completion]) });
    }
    scene.work.tries.set("c", 1);
    const state = stateOf({ status: "expired", outputFileId: "out", errorFileId: "err" });
    expect(await followBatch(state, planOf(["a", "b", "c"]), scene.work, scene.context)).toBe("done");
    // The wrong request is recorded as it is; what the batch did not come to is due.
    expect(scene.made.map(({ key, outcome }) => [key, outcome.status])).toEqual([
      ["a", "replied"],
      ["b", "failed"],
    ]);
    expect([...scene.work.due.keys()]).toEqual(["c"]);
    expect(scene.notices).toEqual([
      "haiku: 1 lines of batch batch-1 could not be read and were left out",
      "haiku: 1 lines of batch batch-1 name no request of ours",
      "haiku: batch batch-1 (expired) left 1 judgments open",
    ]);
    // A reply of three letters is two tokens at most; what came to nothing cost nothing.
    expect(freed).toEqual([
      ["a", 2],
      ["b", 0],
      ["c", 0],
    ]);
    expect([...scene.work.tries]).toEqual([["c", 2]]);
    expect([...scene.work.leftAlone]).toEqual([]);
    expect(scene.records).toEqual([{ ...ended, status: "expired" }]);
  });

  it("tells nothing where all went well", async () => {
    const client = playedClient({}, { out: [replyLine("a", "one")] });
    const scene = playedScene(["a"], { client });
    await followBatch(stateOf({ outputFileId: "out" }), planOf(["a"]), scene.work, scene.context);
    expect([scene.notices, [...scene.work.tries], scene.work.due.size]).toEqual([[], [], 0]);
  });

  it("leaves what is missing of a cancelled batch alone", async () => {
    const scene = playedScene(["a", "b"], { client: playedClient({}, { out: [replyLine("a", "one")] }) });
    const state = stateOf({ status: "cancelled", outputFileId: "out" });
    await followBatch(state, planOf(["a", "b"]), scene.work, scene.context);
    expect([...scene.work.leftAlone]).toEqual(["b"]);
    expect(scene.records).toEqual([{ ...ended, status: "cancelled" }]);
  });

  it("keeps a batch open while it holds a paid reply that is not recorded", async () => {
    const client = playedClient({}, { out: [replyLine("a", "one")] });
    const scene = playedScene([], { client });
    expect(await followBatch(stateOf({ outputFileId: "out" }), planOf(["a"]), scene.work, scene.context)).toBe("done");
    expect([...scene.work.leftAlone]).toEqual(["a"]);
    expect(scene.records).toEqual([]);
  });
});

describe("pickUpBatch", () => {
  const plan = planOf(["a", "b"]);

  it("goes on with a batch whose id is known", async () => {
    const picked: string[] = [];
    const client = playedClient(looks([{ outputFileId: "out" }]), { out: [replyLine("a", "one")] });
    const budget = { ...noBudget, pickUp: (token: string) => picked.push(token) };
    const scene = playedScene(["a", "b"], { client, context: { budget } });
    await pickUpBatch({ plan, fileId: "f", batchId: "batch-7" }, scene.work, scene.context);
    expect(client.calls).toEqual(["retrieve batch-7", "read out"]);
    expect(scene.notices).toEqual([
      "haiku: goes on with batch batch-7 of 2 judgments",
      "haiku: batch batch-7 (completed) left 1 judgments open",
    ]);
    expect(picked).toEqual(["t9"]);
    expect(scene.records).toEqual([{ ...ended, status: "completed" }]);
    expect(scene.work.booked.size).toBe(0);
  });

  it("finds a batch by its token, and writes its id down", async () => {
    const client = playedClient({ find: async () => stateOf({ id: "batch-3", status: "validating" }) });
    const scene = playedScene(["a", "b"], { client });
    await pickUpBatch({ plan, fileId: "file-2", batchId: null }, scene.work, scene.context);
    expect(client.calls).toEqual(["find t9", "retrieve batch-3"]);
    expect(scene.records).toEqual([
      { event: "created", token: "t9", at: playedAt, batchId: "batch-3" },
      { ...ended, status: "completed" },
    ]);
  });

  it.each([
    ["whose id is known", "file-2", ["find t9", "create file-2 t9", "retrieve batch-of-t9"]],
    [
      "that is found by its name",
      null,
      ["find t9", "find file mtbench-t9.jsonl", "create file-4 t9", "retrieve batch-of-t9"],
    ],
  ])("makes the batch of a file %s", async (_, fileId, calls) => {
    const client = playedClient({ findFile: async () => "file-4" });
    const scene = playedScene(["a", "b"], { client });
    await pickUpBatch({ plan, fileId, batchId: null }, scene.work, scene.context);
    expect(client.calls).toEqual(calls);
    expect(scene.records[0]).toEqual({ event: "created", token: "t9", at: playedAt, batchId: "batch-of-t9" });
  });

  it("closes what never arrived: its judgments are due, and their room is free", async () => {
    const budget = startBudget({ tokens: 10, money: null }, { tokens: 0, money: 0 });
    const client = playedClient();
    const scene = playedScene(["a", "b"], { client, context: { budget } });
    await pickUpBatch({ plan, fileId: null, batchId: null }, scene.work, scene.context);
    expect(client.calls).toEqual(["find t9", "find file mtbench-t9.jsonl"]);
    expect(scene.records).toEqual([{ ...ended, status: "never-sent" }]);
    expect([scene.work.booked.size, scene.work.due.size, scene.news]).toEqual([0, 2, []]);
  });

  it.each([
    ["batch-7", [{ candidate: "haiku", batchId: "batch-7", server: playedServer }]],
    [null, []],
  ])("asks nothing when the user wants to stop; batch %s is told of", async (batchId, running) => {
    const client = playedClient();
    const scene = playedScene(["a"], { client, context: { stopping: () => true } });
    await pickUpBatch({ plan, fileId: null, batchId }, scene.work, scene.context);
    expect([client.calls, scene.records, scene.context.running]).toEqual([[], [], running]);
    expect(scene.work.booked.size).toBe(0);
  });

  it("keeps the room of a batch that goes on at its server", async () => {
    let isStopped = false;
    const scene = playedScene(["a"], {
      client: playedClient(looks([{ status: "in_progress" }])),
      context: { stopping: () => isStopped },
      tools: {
        sleep: async () => {
          isStopped = true;
        },
      },
    });
    await pickUpBatch({ plan: planOf(["a"]), fileId: null, batchId: "batch-7" }, scene.work, scene.context);
    expect([[...scene.work.booked.keys()], scene.context.running.length]).toEqual([["a"], 1]);
  });

  it("gives the server up, with room kept, where it does not know the batch", async () => {
    const client = playedClient(looks([attempt({ status: 404 })]));
    // What is under way has to be paid for, whether there is room for it or not.
    const budget = startBudget({ tokens: 10, money: null }, { tokens: 0, money: 0 });
    const scene = playedScene(["a", "b"], { client, context: { budget } });
    await pickUpBatch({ plan, fileId: null, batchId: "batch-7" }, scene.work, scene.context);
    expect(scene.givenUp).toMatchObject([{ scope: "server", status: null }]);
    expect(scene.givenUp[0]?.message).toBe(
      "the server does not know batch batch-7, which an earlier launch sent: is this the key of another account? " +
        "If it is gone for good, --judge-mode calls asks for its judgments again",
    );
    expect([...scene.work.booked.keys()]).toEqual(["a", "b"]);
    expect(scene.records).toEqual([]);
  });

  it("leaves an error that is no 404 as it is, and a bug a bug; the place is free again", async () => {
    const failing = playedScene(["a"], { client: playedClient(looks([attempt({ status: 401, scope: "server" })])) });
    await pickUpBatch({ plan, fileId: null, batchId: "batch-7" }, failing.work, failing.context);
    expect(failing.givenUp).toMatchObject([{ message: "no answer", status: 401 }]);
    const bug = new Error("a bug");
    const broken = playedScene(["a"], { client: playedClient(looks([bug])) });
    await expect(pickUpBatch({ plan, fileId: null, batchId: "b" }, broken.work, broken.context)).rejects.toBe(bug);
    broken.context.places.narrow();
    await broken.context.places.enter();
  });

  it("sends one batch at a time after the server's queue was full", async () => {
    const problems = [{ code: "token_limit_exceeded", message: "", line: null }];
    const scene = playedScene(["a"], { client: playedClient(looks([{ status: "failed", problems }])) });
    await pickUpBatch({ plan: planOf(["a"]), fileId: null, batchId: "batch-7" }, scene.work, scene.context);
    expect([scene.context.places.isNarrow(), scene.work.booked.size]).toEqual([true, 0]);
    const fine = playedScene(["a"]);
    await pickUpBatch({ plan: planOf(["a"]), fileId: null, batchId: "batch-7" }, fine.work, fine.context);
    expect(fine.context.places.isNarrow()).toBe(false);
  });
});

describe("fileNameOf", () => {
  it("has the token in it", () => {
    expect(fileNameOf("t9")).toBe("mtbench-t9.jsonl");
  });
});
