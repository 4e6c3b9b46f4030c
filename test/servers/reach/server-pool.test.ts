import { describe, expect, it } from "vitest";
import type { Chat, ChatOutcome } from "../../../src/chat/chat.ts";
import { poolChat } from "../../../src/servers/reach/server-pool.ts";
import { makeFailure, makeReply } from "../../support/make.ts";

const request = { body: { model: "m", messages: [] } };
const down = makeFailure({ scope: "server", message: "nothing listens there", httpStatus: null });

/** A member whose replies the test lets go one by one. */
function member(name: string, slots = 2) {
  const waiting: ((outcome: ChatOutcome) => void)[] = [];
  const state = { asked: 0, revived: 0, now: null as ChatOutcome | null };
  const revive = () => {
    state.revived += 1;
  };
  const chat: Chat = async () => {
    state.asked += 1;
    if (state.now !== null) return state.now;
    return new Promise((resolve) => waiting.push(resolve));
  };
  return { name, slots, chat, revive, state, finish: (outcome: ChatOutcome) => waiting.shift()?.(outcome) };
}

describe("a pool", () => {
  it("gives each call to the server that is least busy for its size", async () => {
    const [small, large] = [member("small", 1), member("large", 3)];
    const chat = poolChat([small, large], () => 0);
    const calls = Array.from({ length: 8 }, () => chat(request));
    expect([small.state.asked, large.state.asked]).toEqual([2, 6]);
    large.finish(makeReply());
    await calls[1];
    const ninth = chat(request);
    expect([small.state.asked, large.state.asked]).toEqual([2, 7]);
    for (let at = 0; at < 9; at++) for (const one of [small, large]) one.finish(makeReply({ content: one.name }));
    expect(await ninth).toMatchObject({ content: "large" });
  });

  it("leaves a dead server out, asks the next one, and tries it again later, less and less often", async () => {
    const [dead, alive] = [member("dead"), member("alive")];
    let now = 1_000;
    dead.state.now = down;
    alive.state.now = makeReply({ content: "生きています" });
    const chat = poolChat([dead, alive], () => now);
    for (let call = 0; call < 5; call++) expect(await chat(request)).toMatchObject({ content: "生きています" });
    expect([dead.state.asked, alive.state.asked]).toEqual([1, 5]);
    now += 30_001;
    await chat(request);
    expect(dead.state.asked).toBe(2);
    now += 30_001;
    await chat(request);
    expect(dead.state.asked).toBe(2);
    now += 30_001;
    dead.state.now = makeReply({ content: "戻りました" });
    expect(await chat(request)).toMatchObject({ content: "戻りました" });
    expect(await chat(request)).toMatchObject({ content: "戻りました" });
    expect([dead.state.revived, alive.state.revived]).toEqual([2, 0]);
  });

  it("leaves out at first what was found down", async () => {
    const [dead, alive] = [{ ...member("dead"), isDown: true }, member("alive")];
    let now = 5_000;
    dead.state.now = makeReply({ content: "遅れてすみません" });
    alive.state.now = makeReply();
    const chat = poolChat([dead, alive], () => now);
    await chat(request);
    expect(dead.state.asked).toBe(0);
    now += 30_001;
    expect(await chat(request)).toMatchObject({ content: "遅れてすみません" });
  });

  it("counts a death once, however many calls find it out together", async () => {
    const [dead, alive] = [member("dead", 9), member("alive", 1)];
    alive.state.now = makeReply();
    let now = 0;
    const chat = poolChat([dead, alive], () => now);
    const calls = Array.from({ length: 6 }, () => chat(request));
    for (let at = 0; at < 6; at++) dead.finish(down);
    await Promise.all(calls);
    now = 30_001;
    dead.state.now = makeReply({ content: "一回だけ休み" });
    expect(await chat(request)).toMatchObject({ content: "一回だけ休み" });
  });

  it("fails only when nobody is left, and then asks everybody first", async () => {
    const [one, two] = [member("one"), member("two")];
    one.state.now = down;
    two.state.now = { ...down, message: "HTTP 401" };
    const chat = poolChat([one, two], () => 0);
    expect(await chat(request)).toMatchObject({ status: "failed", scope: "server", message: "HTTP 401" });
    one.state.now = makeReply({ content: "間に合いました" });
    expect(await chat(request)).toMatchObject({ content: "間に合いました" });
  });

  it("returns a failure of the call itself without asking elsewhere", async () => {
    const [one, two] = [member("one"), member("two")];
    one.state.now = makeFailure({ reason: "context-overflow" });
    const chat = poolChat([one, two], () => 0);
    expect(await chat(request)).toMatchObject({ reason: "context-overflow" });
    expect(two.state.asked).toBe(0);
  });
});
