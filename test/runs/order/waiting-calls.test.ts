import { describe, expect, it } from "vitest";
import { waitingCalls } from "../../../src/runs/order/waiting-calls.ts";

function filled(urgencies: readonly number[]) {
  const calls = waitingCalls<number>();
  for (const [index, urgency] of urgencies.entries()) calls.push(index, () => urgency);
  return calls;
}

const taken = (calls: ReturnType<typeof filled>, count: number) => Array.from({ length: count }, () => calls.take());

describe("waitingCalls", () => {
  it("gives the most urgent first and the oldest of equals", () => {
    const calls = filled([2, 5, 2, 9, 5]);
    expect(calls.size()).toBe(5);
    expect(taken(calls, 6)).toEqual([3, 1, 4, 0, 2, undefined]);
    expect(calls.size()).toBe(0);
  });

  it("asks how urgent a call is when a slot comes free", () => {
    const urgency = [3, 2, 1];
    const calls = waitingCalls<number>();
    for (const index of urgency.keys()) calls.push(index, () => urgency[index] ?? 0);
    expect(calls.take()).toBe(0);
    urgency[2] = 7;
    expect(taken(calls, 2)).toEqual([2, 1]);
  });

  it("gives every eighth slot to the oldest", () => {
    const calls = filled(Array.from({ length: 20 }, (_, index) => index));
    expect(taken(calls, 16)).toEqual([19, 18, 17, 16, 15, 14, 13, 0, 12, 11, 10, 9, 8, 7, 6, 1]);
  });

  it("takes a call before which n others came as the 8 (n + 1)th at the latest, whatever comes after it", () => {
    const calls = waitingCalls<string>();
    calls.push("first", () => 2);
    calls.push("second", () => 1);
    const order: (string | undefined)[] = [];
    for (let index = 0; index < 20; index += 1) {
      calls.push(`long ${index}`, () => 100);
      order.push(calls.take());
    }
    expect([order.indexOf("first"), order.indexOf("second")]).toEqual([7, 15]);
  });

  it("weighs the 256 that wait longest, so that taking one costs the same however many wait", () => {
    const calls = filled(Array.from({ length: 5_000 }, (_, index) => index));
    expect(taken(calls, 2)).toEqual([255, 256]);
    const rest = taken(calls, 4_998);
    expect(new Set(rest).size).toBe(4_998);
    expect([calls.take(), calls.size()]).toEqual([undefined, 0]);
  });

  it("takes a call of which nobody knows how urgent it is after the others", () => {
    const calls = waitingCalls<string>();
    calls.push("unknown", () => Number.NaN);
    calls.push("known", () => -5);
    expect([calls.take(), calls.take()]).toEqual(["known", "unknown"]);
  });
});
