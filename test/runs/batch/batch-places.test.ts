import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { openBatchPlaces } from "../../../src/runs/batch/batch-places.ts";

/** Enters under a name and says so; `leave` by name. */
function guests(places: ReturnType<typeof openBatchPlaces>) {
  const inside: string[] = [];
  const leave = new Map<string, () => void>();
  const enter = async (name: string) => {
    leave.set(name, await places.enter());
    inside.push(name);
  };
  return { inside, enter, leave: (name: string) => leave.get(name)?.() };
}

describe("openBatchPlaces", () => {
  it("lets in any number at once until the queue was full", async () => {
    const places = openBatchPlaces();
    const { inside, enter } = guests(places);
    await Promise.all([enter("a"), enter("b"), enter("c")]);
    expect(inside).toEqual(["a", "b", "c"]);
    expect(places.isNarrow()).toBe(false);
    places.narrow();
    expect(places.isNarrow()).toBe(true);
  });

  it("lets in one at a time from then on, in the order in which they came, once all have left", async () => {
    const places = openBatchPlaces();
    const { inside, enter, leave } = guests(places);
    await Promise.all([enter("a"), enter("b")]);
    places.narrow();
    void enter("c");
    void enter("d");
    leave("a");
    // Twice by one is once.
    leave("a");
    await turn();
    expect(inside).toEqual(["a", "b"]);
    leave("b");
    await turn();
    expect(inside).toEqual(["a", "b", "c"]);
    leave("c");
    await turn();
    expect(inside).toEqual(["a", "b", "c", "d"]);
    leave("d");
    await enter("e");
    expect(inside.at(-1)).toBe("e");
  });

  it("lets nobody past the one that was let in at the same moment", async () => {
    const places = openBatchPlaces();
    const { inside, enter, leave } = guests(places);
    await enter("a");
    places.narrow();
    void enter("b");
    leave("a");
    // Before `b` has gone on, the place looks free.
    void enter("c");
    await turn();
    expect(inside).toHaveLength(2);
  });
});
