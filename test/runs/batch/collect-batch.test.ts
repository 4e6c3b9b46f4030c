import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { BatchState } from "../../../src/chat/batch/batch-state.ts";
import type { Chat, ChatOutcome } from "../../../src/chat/chat.ts";
import { collectBatch } from "../../../src/runs/batch/collect-batch.ts";
import type { Endpoint } from "../../../src/runs/endpoint.ts";
import { makeFailure, makeReply } from "../../support/make.ts";
import {
  dueCalls,
  errorLine,
  type Made,
  planOf,
  playedClient,
  playedNow,
  playedServer,
  replyLine,
  stateOf,
} from "../../support/played-batches.ts";

/** Collects one batch whose output and error files hold these lines. */
async function collected(
  { output = [], errors = [] }: { readonly output?: readonly string[]; readonly errors?: readonly string[] },
  over: {
    readonly keys?: readonly string[];
    readonly due?: readonly string[];
    readonly state?: Partial<BatchState>;
    readonly settled?: readonly string[];
    readonly asks?: Readonly<Record<string, number>>;
    readonly chat?: Chat;
    readonly plan?: Parameters<typeof planOf>[1];
  } = {},
) {
  const { keys = ["a", "b", "c"] } = over;
  const made: Made[] = [];
  const paid: [string, ChatOutcome["status"]][] = [];
  const due = dueCalls(over.due ?? keys, made, { asks: over.asks ?? {} });
  const limited: string[] = [];
  const endpoint: Endpoint = {
    name: playedServer,
    chat: over.chat ?? (async () => makeReply({ content: "asked again" })),
    limit: (call) => {
      limited.push("a call");
      return call();
    },
  };
  const client = playedClient({ secrets: ["s3cret"] }, { out: output, err: errors });
  const result = await collectBatch(
    stateOf({ outputFileId: "out", errorFileId: errors.length > 0 ? "err" : null, ...over.state }),
    planOf(keys, over.plan),
    due,
    {
      client,
      endpoint,
      isSettled: (key) => (over.settled ?? []).includes(key),
      onReply: (key, { status }) => paid.push([key, status]),
      signal: new AbortController().signal,
      now: () => playedNow,
    },
  );
  return { ...result, made, paid, due: [...due.keys()], reads: client.calls, limited };
}

const textsOf = (made: readonly Made[]) =>
  made.map(({ key, outcome }) => [key, outcome.status === "replied" ? outcome.content : outcome.message]);

describe("collectBatch", () => {
  it("records every reply once, with its batch, whatever the order, and what was recorded is no longer due", async () => {
    const first = replyLine("b", "two");
    const found = await collected({ output: [first, replyLine("a", "one"), first, replyLine("b", "another two")] });
    expect(textsOf(found.made)).toEqual([
      ["b", "two"],
      ["a", "one"],
    ]);
    expect(found.made.map(({ batch }) => batch)).toEqual(["batch-1", "batch-1"]);
    expect(found.due).toEqual(["c"]);
    expect(found.paid).toEqual([
      ["b", "replied"],
      ["a", "replied"],
    ]);
    expect([found.failed.size, found.withheld.size, found.damaged, found.strangers]).toEqual([0, 0, 0, 0]);
    expect([found.reads, found.limited]).toEqual([["read out"], []]);
  });

  it("reads the files that there are", async () => {
    const both = await collected({ output: [replyLine("a", "one")], errors: [errorLine("b", 500, "busy")] });
    expect(both.reads).toEqual(["read out", "read err"]);
    const none = await collected({}, { state: { outputFileId: null, errorFileId: null } });
    expect([none.reads, none.due]).toEqual([[], ["a", "b", "c"]]);
    const onlyErrors = await collected({ errors: [errorLine("b", 500, "busy")] }, { state: { outputFileId: null } });
    expect([onlyErrors.reads, [...onlyErrors.failed.keys()]]).toEqual([["read err"], ["b"]]);
  });

  it("takes a reply for an error of the same request, whichever comes first", async () => {
    const fails = errorLine("a", 500, "busy");
    const late = await collected({ output: [fails, replyLine("a", "one")] });
    expect([late.failed.size, textsOf(late.made)]).toEqual([0, [["a", "one"]]]);
    const early = await collected({ output: [replyLine("a", "one")], errors: [fails] });
    expect([early.failed.size, early.paid]).toEqual([0, [["a", "replied"]]]);
  });

  it("tells of errors of what is due alone, and counts what cannot be read and what is not ours", async () => {
    const found = await collected(
      {
        output: ["{", replyLine("stranger", "hello"), '{"custom_id":""}', errorLine("stranger", 500, "busy")],
        errors: [errorLine("a", 400, "no s3cret here"), errorLine("c", 500, "busy")],
      },
      { due: ["a", "b"] },
    );
    expect([found.damaged, found.strangers]).toEqual([2, 2]);
    expect([...found.failed.keys()]).toEqual(["a"]);
    const { failure, outcome } = found.failed.get("a") ?? {};
    expect([failure?.status, failure?.message]).toEqual([400, "HTTP 400: no [redacted] here"]);
    expect(outcome).toMatchObject({ status: "failed", httpStatus: 400 });
    expect([found.paid, found.made]).toEqual([[], []]);
  });

  it("withholds a paid reply whose judgment can neither be recorded now nor is settled", async () => {
    const output = [replyLine("a", "one"), replyLine("b", "two"), replyLine("c", "three")];
    const found = await collected({ output }, { due: ["c"], settled: ["b"] });
    expect([...found.withheld]).toEqual(["a"]);
    expect(found.paid.map(([key]) => key)).toEqual(["a", "b", "c"]);
    expect(found.made.map(({ key }) => key)).toEqual(["c"]);
  });

  it.each([
    ["by the server's clock", { createdAt: playedNow - 9_000, endedAt: playedNow - 2_000 }, playedNow - 9_000, 7_000],
    ["until now where no end is told", { createdAt: playedNow - 9_000, endedAt: null }, playedNow - 9_000, 9_000],
    [
      "since it was planned where no beginning is told",
      { createdAt: null, endedAt: null },
      playedNow - 480_500,
      480_500,
    ],
    ["and never less than nothing", { createdAt: playedNow, endedAt: playedNow - 5 }, playedNow, 0],
  ])("tells how long a batch took %s", async (_, state, startedAt, totalMs) => {
    const found = await collected({ output: [replyLine("a", "one")] }, { state });
    expect(found.made[0]?.outcome.timing).toEqual({
      startedAt: new Date(startedAt).toISOString(),
      firstTokenMs: null,
      totalMs,
    });
  });

  it("says in a reply what was left out of its request", async () => {
    const dropped = [{ name: "seed", sentAs: null }];
    const found = await collected({ output: [replyLine("a", "one")] }, { plan: { dropped } });
    expect(found.made[0]?.outcome).toMatchObject({ dropped });
  });

  it("asks again by a plain call, within the server's limit, and keeps what came of it", async () => {
    const found = await collected({ output: [replyLine("a", "one"), replyLine("b", "two")] }, { asks: { a: 3 } });
    expect(textsOf(found.made)).toEqual([
      ["b", "two"],
      ["a", "asked again"],
    ]);
    expect(found.limited).toHaveLength(2);
    expect([found.due, found.withheld.size]).toEqual([["c"], 0]);
  });

  it("withholds a reply whose second question failed: the batch still has the first", async () => {
    const found = await collected(
      { output: [replyLine("a", "one"), replyLine("b", "two")] },
      { asks: { a: 2 }, chat: async () => makeFailure() },
    );
    expect([textsOf(found.made), [...found.withheld], found.due]).toEqual([[["b", "two"]], ["a"], ["a", "c"]]);
  });

  it("goes on reading while a judge is asked again, and ends when that has ended", async () => {
    let answer = (_: ChatOutcome): void => undefined;
    let isOver = false;
    const seen: string[] = [];
    const work = collected(
      { output: [replyLine("a", "one"), replyLine("b", "two")] },
      {
        asks: { a: 2 },
        chat: () =>
          new Promise((resolve) => {
            seen.push("asked again");
            answer = resolve;
          }),
      },
    ).finally(() => {
      isOver = true;
    });
    for (let at = 0; at < 5; at += 1) await turn();
    expect([seen, isOver]).toEqual([["asked again"], false]);
    answer(makeReply({ content: "late" }));
    expect(textsOf((await work).made)).toEqual([
      ["b", "two"],
      ["a", "late"],
    ]);
  });

  it("ends with what went wrong while a record was made, also where it was asked again for", async () => {
    const output = [replyLine("a", "one"), replyLine("b", "two")];
    const chat: Chat = async () => {
      await turn();
      throw new Error("the disk is full");
    };
    await expect(collected({ output }, { asks: { a: 2 }, chat })).rejects.toThrow("the disk is full");
    await expect(collected({ output }, { asks: { b: 2 }, chat })).rejects.toThrow("the disk is full");
  });
});
