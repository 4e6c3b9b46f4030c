import { describe, expect, it } from "vitest";
import { callFailure } from "../../src/chat/http/attempt-failure.ts";
import { recordFailures, settleFailure } from "../../src/runs/settle-failure.ts";
import { makeFailure } from "../support/make.ts";
import { bodyOf, playedScene } from "../support/played-batches.ts";

const refused = callFailure("HTTP 400: Unsupported parameter: 'seed'", {
  status: 400,
  parameters: ["seed"],
  retry: false,
});
const outcome = makeFailure({ message: "as it came" });

describe("settleFailure", () => {
  it("leaves out a parameter that is refused by name, tells it once, and leaves the request due", async () => {
    const scene = playedScene(["a", "b"], { calls: { body: (text) => bodyOf(text, { seed: 7 }) } });
    await settleFailure("a", refused, outcome, scene.work, scene.context);
    await settleFailure("b", refused, outcome, scene.work, scene.context);
    expect(scene.work.dropped).toEqual([{ name: "seed", sentAs: null }]);
    expect(scene.notices).toEqual(["haiku: the server refuses a parameter by name; the next batch goes without: seed"]);
    expect([scene.work.due.size, scene.work.failures.size, scene.made, scene.givenUp]).toEqual([2, 0, [], []]);
    // Another one is another matter.
    const other = callFailure("HTTP 400: unknown parameter top_k", { status: 400, parameters: ["top_k"] });
    const more = playedScene(["a"], { calls: { body: (text) => bodyOf(text, { seed: 7, top_k: 5 }) } });
    await settleFailure("a", refused, outcome, more.work, more.context);
    await settleFailure("a", other, outcome, more.work, more.context);
    expect(more.work.dropped.map(({ name }) => name)).toEqual(["seed", "top_k"]);
    expect(more.notices).toHaveLength(2);
  });

  it("remembers nothing of what is not due", async () => {
    const scene = playedScene(["a"]);
    await settleFailure("gone", callFailure("x", { scope: "server" }), outcome, scene.work, scene.context);
    expect([scene.work.failures.size, scene.givenUp]).toEqual([0, []]);
  });

  it("gives up the server where the failure is the server's, and records nothing", async () => {
    const scene = playedScene(["a"]);
    const failure = callFailure("no credit", { scope: "server", retry: false });
    await settleFailure("a", failure, outcome, scene.work, scene.context);
    expect([scene.givenUp, scene.made, [...scene.work.due.keys()]]).toEqual([[failure], [], ["a"]]);
    expect(scene.work.failures.get("a")).toBe(outcome);
  });

  it.each([
    ["cannot be mended by asking again", callFailure("wrong", { retry: false })],
    ["is the answer's own", callFailure("too long", { reason: "context-overflow" })],
  ])("records at once what %s", async (_, failure) => {
    const scene = playedScene(["a"]);
    await settleFailure("a", failure, outcome, scene.work, scene.context);
    expect(scene.made).toEqual([{ key: "a", outcome, batch: undefined }]);
    expect([scene.work.due.size, scene.givenUp]).toEqual([0, []]);
  });

  it("leaves due what may go well another time", async () => {
    const scene = playedScene(["a"]);
    await settleFailure("a", callFailure("busy"), outcome, scene.work, scene.context);
    expect([scene.made, [...scene.work.due.keys()], scene.work.failures.get("a")]).toEqual([[], ["a"], outcome]);
  });
});

describe("recordFailures", () => {
  it("records the last failure of everything that is still due, and of nothing else", async () => {
    const scene = playedScene(["a", "b", "c"]);
    scene.work.failures.set("gone", makeFailure({ message: "was recorded" }));
    scene.work.failures.set("c", makeFailure({ message: "of c" }));
    scene.work.failures.set("a", makeFailure({ message: "of a" }));
    await recordFailures(scene.work, scene.context);
    expect(scene.made.map(({ key, outcome: { status }, batch }) => [key, status, batch])).toEqual([
      ["c", "failed", undefined],
      ["a", "failed", undefined],
    ]);
    expect([...scene.work.due.keys()]).toEqual(["b"]);
  });
});
