import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { waitingRoom } from "../../../src/runs/order/waiting-room.ts";

describe("waitingRoom", () => {
  it("lets in as many as it has room for, the next when one leaves", async () => {
    const room = waitingRoom(2);
    const [first] = [await room.enter(), await room.enter()];
    let third = false;
    void room.enter().then(() => {
      third = true;
    });
    await turn();
    expect(third).toBe(false);
    first.leave();
    first.leave();
    await turn();
    expect(third).toBe(true);
  });

  it("counts who waits again, though there is no room", async () => {
    const room = waitingRoom(1);
    const first = await room.enter();
    first.leave();
    const second = await room.enter();
    first.takeAgain();
    first.takeAgain();
    let third = false;
    void room.enter().then(() => {
      third = true;
    });
    second.leave();
    await turn();
    expect(third).toBe(false);
    first.leave();
    await turn();
    expect(third).toBe(true);
  });

  it("gives the event loop a turn after as many entries as it has room for", async () => {
    let turns = 0;
    const room = waitingRoom(3, async () => {
      turns += 1;
    });
    for (let entry = 1; entry <= 9; entry += 1) (await room.enter()).leave();
    expect(turns).toBe(2);
  });
});
