import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { fairLimit } from "../../src/runs/fair-limit.ts";

/** Calls that end when they are told to, and the order in which they began. */
function played() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    call: (name: string) => () =>
      new Promise<string>((resolve) => {
        begun.push(name);
        ends.set(name, () => resolve(name));
      }),
    async end(name: string) {
      ends.get(name)?.();
      await turn();
    },
  };
}

describe("fairLimit", () => {
  it("starts as many at once as it may, and the next one when one ends", async () => {
    const { begun, call, end } = played();
    const limit = fairLimit(2);
    const results = ["a", "b", "c"].map((name) => limit.run(call(name)));
    await turn();
    expect(begun).toEqual(["a", "b"]);
    await end("b");
    expect(begun).toEqual(["a", "b", "c"]);
    await end("a");
    await end("c");
    expect(await Promise.all(results)).toEqual(["a", "b", "c"]);
  });

  it("takes the most urgent first, the oldest of equals, asked when a slot comes free", async () => {
    const { begun, call, end } = played();
    const limit = fairLimit(1);
    const seconds = new Map(Object.entries({ "late 1": 1, "late 2": 1, first: 9, risen: 0, middle: 5 }));
    for (const name of seconds.keys()) {
      void limit.run(call(name), { group: "haiku", urgency: () => seconds.get(name) ?? 0 });
    }
    await turn();
    seconds.set("risen", 7);
    for (const name of ["first", "risen", "middle", "late 1"]) await end(name);
    expect(begun).toEqual(["first", "risen", "middle", "late 1", "late 2"]);
  });

  it("shares the slots between groups, however much more one of them asks for", async () => {
    const { begun, call, end } = played();
    const limit = fairLimit(4);
    for (let index = 1; index <= 6; index += 1)
      void limit.run(call(`many ${index}`), { group: "many", urgency: () => 1 });
    await turn();
    for (let index = 1; index <= 3; index += 1)
      void limit.run(call(`few ${index}`), { group: "few", urgency: () => 5 });
    await end("many 1");
    await end("many 2");
    expect(begun.slice(4)).toEqual(["few 1", "few 2"]);
    // Two and two: now they take turns.
    await end("many 3");
    await end("few 1");
    expect(begun.slice(6)).toEqual(["many 5", "few 3"]);
  });

  it("serves groups that have as many running in turn, the one that waits longest first", async () => {
    const { begun, call, end } = played();
    const limit = fairLimit(1);
    for (const group of ["a", "b", "c"]) {
      for (const index of [1, 2, 3]) void limit.run(call(`${group}${index}`), { group, urgency: () => 1 });
    }
    await turn();
    for (const name of ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3"]) await end(name);
    expect(begun).toEqual(["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]);
  });

  it("gives the slot of a call that failed to the next one", async () => {
    const limit = fairLimit(1);
    const failed = limit.run(async () => {
      throw new Error("no luck");
    });
    const next = limit.run(async () => "next");
    await expect(failed).rejects.toThrow("no luck");
    expect(await next).toBe("next");
  });

  it("tells how many calls it takes at once, and how many it has", async () => {
    const { call, end } = played();
    const limit = fairLimit(2);
    for (const name of ["a", "b", "c"]) void limit.run(call(name));
    await turn();
    expect([limit.run.slots?.(), limit.run.busy?.()]).toEqual([2, 3]);
    await end("a");
    limit.setConcurrency(5);
    expect([limit.run.slots?.(), limit.run.busy?.()]).toEqual([5, 2]);
  });

  it("follows a concurrency that changes while it works", async () => {
    const { begun, call, end } = played();
    const limit = fairLimit(1);
    for (const name of ["a", "b", "c", "d"]) void limit.run(call(name));
    await turn();
    limit.setConcurrency(3);
    await turn();
    expect([begun, limit.concurrency()]).toEqual([["a", "b", "c"], 3]);
    limit.setConcurrency(2);
    await end("a");
    expect(begun).toHaveLength(3);
    await end("b");
    expect(begun).toHaveLength(4);
    expect(() => limit.setConcurrency(0)).toThrow(RangeError);
    expect(() => fairLimit(Number.NaN)).toThrow(RangeError);
  });

  it("keeps the order of many thousands", async () => {
    const limit = fairLimit(3);
    const begun: number[] = [];
    const all = Array.from({ length: 5_000 }, (_, index) =>
      limit.run(async () => {
        begun.push(index);
      }),
    );
    await Promise.all(all);
    expect(begun).toEqual([...begun].sort((a, b) => a - b));
    expect(begun).toHaveLength(5_000);
  });
});
