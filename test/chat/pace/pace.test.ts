import { describe, expect, it } from "vitest";
import { type AttemptFailure, callFailure } from "../../../src/chat/http/attempt-failure.ts";
import { type PaceRules, startPace, stoppedFailure } from "../../../src/chat/pace/pace.ts";
import { delayAfter } from "../../../src/chat/pace/retry.ts";

import { makeRandom } from "../../../src/statistics/resampling/random.ts";
import { type VirtualClock, virtualClock } from "../../support/virtual-clock.ts";

const retryRules = {
  maxAttempts: 8,
  maxStubborn: 4,
  maxUnreachable: 99,
  baseDelayMs: 1_000,
  maxDelayMs: 60_000,
  maxRetryAfterMs: 3_600_000,
};

/** A server that says 429 beyond what it can do. */
interface Simulated {
  /** Calls it works on at once. */
  readonly capacity?: number;
  /** Requests it takes in any minute. */
  readonly perMinute?: number;
  readonly latencyMs: number;
  readonly retryAfterMs?: number;
}

interface Trace {
  /** When served attempts ended, and when refused ones came. */
  readonly served: number[];
  readonly refused: number[];
  /** When attempts arrived. */
  readonly arrived: number[];
  mostAtOnce: number;
  /** Calls that gave up. */
  failed: number;
}

/** As many callers as a big run has, each asking without a pause through one pace. */
async function simulate(server: Simulated, rules: Partial<PaceRules>, minutes: number, seed: number): Promise<Trace> {
  const clock = virtualClock();
  const random = makeRandom(seed);
  const pace = startPace(rules, clock);
  const trace: Trace = { served: [], refused: [], arrived: [], mostAtOnce: 0, failed: 0 };
  let busy = 0;
  const attempt = async (): Promise<AttemptFailure | null> => {
    trace.arrived.push(clock.now());
    const recent = trace.arrived.filter((at) => at > clock.now() - 60_000).length;
    if (
      busy >= (server.capacity ?? Number.POSITIVE_INFINITY) ||
      recent > (server.perMinute ?? Number.POSITIVE_INFINITY)
    ) {
      await clock.sleep(20);
      trace.refused.push(clock.now());
      return callFailure("slow down", { status: 429, retryAfterMs: server.retryAfterMs ?? null });
    }
    busy += 1;
    trace.mostAtOnce = Math.max(trace.mostAtOnce, busy);
    // Replies differ in length by a factor of three.
    await clock.sleep(server.latencyMs * (0.5 + random()));
    busy -= 1;
    trace.served.push(clock.now());
    return null;
  };
  const caller = async (): Promise<void> => {
    for (;;) {
      for (let tried = 1; ; tried += 1) {
        const permit = await pace.admit();
        if (!("end" in permit)) return;
        const failure = await attempt();
        permit.end(failure);
        if (failure === null) break;
        const delay = tried < retryRules.maxAttempts ? delayAfter(failure, tried, retryRules, random) : null;
        if (delay === null) {
          trace.failed += 1;
          break;
        }
        await clock.sleep(delay);
      }
    }
  };
  for (let index = 0; index < 160; index += 1) void caller();
  await clock.runUntil(minutes * 60_000);
  pace.close(stoppedFailure("the simulation is over"));
  return trace;
}

function count(times: readonly number[], from: number, to: number): number {
  return times.filter((at) => at >= from && at < to).length;
}

describe("a server of hidden capacity", () => {
  it.each([
    [3, 2_000],
    [10, 4_000],
    [40, 2_000],
    [40, 6_000],
    [100, 3_000],
  ])(
    "%i calls at once of %i ms: nine tenths of its throughput within a minute, under one in a hundred refused",
    async (capacity, latencyMs) => {
      const trace = await simulate({ capacity, latencyMs }, { cap: 128 }, 10, capacity * 7 + latencyMs);
      const bound = (capacity / latencyMs) * 60_000;
      for (let minute = 1; minute < 10; minute += 1) {
        expect(count(trace.served, minute * 60_000, (minute + 1) * 60_000) / bound).toBeGreaterThan(0.9);
      }
      const cooled = (trace.refused[0] ?? 0) + 15_000;
      const later = count(trace.refused, cooled, Number.POSITIVE_INFINITY);
      expect(later / count(trace.arrived, cooled, Number.POSITIVE_INFINITY)).toBeLessThan(0.01);
      expect(trace.failed).toBe(0);
      expect(trace.mostAtOnce).toBe(capacity);
    },
  );

  it("without refusals grows to the cap and stays there", async () => {
    const trace = await simulate({ latencyMs: 2_000 }, { cap: 24 }, 3, 5);
    expect(trace.mostAtOnce).toBe(24);
    expect(trace.refused).toEqual([]);
  });

  it("with known slots uses exactly those from the first call on", async () => {
    const trace = await simulate({ latencyMs: 1_000 }, { slots: 4, cap: 64 }, 1, 6);
    expect(trace.mostAtOnce).toBe(4);
    expect(count(trace.arrived, 0, 1)).toBe(4);
  });

  it("keeps the cap although the server has more slots", async () => {
    const trace = await simulate({ latencyMs: 1_000 }, { slots: 8, cap: 3 }, 1, 6);
    expect(trace.mostAtOnce).toBe(3);
  });
});

describe("a limit of requests a minute", () => {
  it("that is known is used to 90 % and never passed, in any minute", async () => {
    const trace = await simulate({ perMinute: 100, latencyMs: 3_000 }, { perMinute: 100 }, 10, 11);
    for (const at of trace.arrived) expect(count(trace.arrived, at - 60_000, at) + 1).toBeLessThanOrEqual(100);
    expect(trace.refused).toEqual([]);
    expect(count(trace.arrived, 60_000, 600_000) / 900).toBeGreaterThan(0.9);
  });

  it.each([1, 2, 3, 19, 20, 21, 500])("of %i is never passed, nor left unused", async (perMinute) => {
    const trace = await simulate({ perMinute, latencyMs: 700 }, { perMinute }, 6, perMinute);
    expect(trace.refused).toEqual([]);
    const most = Math.max(...trace.arrived.map((at) => count(trace.arrived, at - 60_000, at) + 1));
    expect(most).toBeLessThanOrEqual(perMinute);
    expect(trace.arrived.length).toBeGreaterThanOrEqual(perMinute * 6 * 0.4);
  });

  it("that is not known is found out by asking less and waiting as told", async () => {
    const trace = await simulate({ perMinute: 100, latencyMs: 3_000, retryAfterMs: 10_000 }, {}, 10, 12);
    const refusedShare = trace.refused.length / trace.arrived.length;
    expect(refusedShare).toBeLessThan(0.35);
    expect(trace.failed).toBe(0);
  });
});

describe("a server's wish to wait", () => {
  it("holds back every call to it, and no longer than the longest allowed pause", async () => {
    const clock = virtualClock();
    const pace = startPace({ start: 4, maxPauseMs: 50_000 }, clock);
    const first = await permit(pace);
    first.end(callFailure("slow", { status: 429, retryAfterMs: 30_000 }));
    expect(pace.state()).toMatchObject({ pausedMs: 30_000, refused: 1, inFlight: 0 });
    const times: number[] = [];
    void permit(pace).then((second) => {
      times.push(clock.now());
      second.hold(90_000);
      second.end(null);
    });
    await clock.runUntil(29_999);
    expect(times).toEqual([]);
    await clock.runUntil(30_000);
    expect(times).toEqual([30_000]);
    void permit(pace).then(() => times.push(clock.now()));
    await clock.runUntil(200_000);
    expect(times).toEqual([30_000, 80_000]);
  });

  it("5xx and time limits cut nothing", async () => {
    const clock = virtualClock();
    const pace = startPace({ start: 8, cap: 8 }, clock);
    for (const status of [500, 503, null]) (await permit(pace)).end(callFailure("trouble", { status }));
    expect(pace.limit()).toBe(8);
    (await permit(pace)).end(callFailure("refused", { status: 429 }));
    expect(pace.limit()).toBeLessThan(8);
  });
});

describe("a server that is not there", () => {
  const gone = callFailure("cannot reach it", { unreachable: true });

  it("is looked for by one call at a time, and given up after so many in a row", async () => {
    const clock = virtualClock();
    const pace = startPace({ start: 5, maxUnreachable: 4, unreachableDelayMs: 1_000 }, clock);
    const asked: number[] = [];
    const outcomes: string[] = [];
    const caller = async (): Promise<void> => {
      for (;;) {
        const leave = await pace.admit();
        if (!("end" in leave)) {
          outcomes.push(`${leave.scope}: ${leave.message}`);
          return;
        }
        asked.push(clock.now());
        await clock.sleep(10);
        leave.end(gone);
      }
    };
    for (let index = 0; index < 5; index += 1) void caller();
    await clock.runUntil(60_000);
    // Five together are one miss; then one after 1, 2 and 4 seconds.
    expect(asked).toEqual([0, 0, 0, 0, 0, 1_010, 3_020, 7_030]);
    expect(outcomes).toEqual(Array.from({ length: 5 }, () => "server: cannot reach it, 4 times"));
    expect(pace.closed.aborted).toBe(true);
  });

  it("that comes back is asked as before", async () => {
    const clock = virtualClock();
    const pace = startPace({ start: 5, maxUnreachable: 2, unreachableDelayMs: 1_000 }, clock);
    const told: boolean[] = [];
    pace.onReach((isReachable) => told.push(isReachable));
    for (let round = 0; round < 5; round += 1) {
      const missed = permit(pace);
      await clock.runUntil(clock.now() + 5_000);
      (await missed).end(gone);
      expect(pace.state().unreachable).toBe(true);
      const back = permit(pace);
      await clock.runUntil(clock.now() + 5_000);
      (await back).end(null);
      expect(pace.state()).toMatchObject({ unreachable: false, closed: false, limit: 5 });
    }
    expect(told).toEqual([false, true, false, true, false, true, false, true, false, true]);
  });
});

describe("an end", () => {
  it("tells all who wait and everyone after", async () => {
    const clock: VirtualClock = virtualClock();
    const pace = startPace({ start: 1 }, clock);
    const running = await permit(pace);
    const waiting = pace.admit();
    pace.close(stoppedFailure("the run was stopped"));
    expect(await waiting).toMatchObject({ message: "the run was stopped", retry: false, scope: "call" });
    expect(await pace.admit()).toMatchObject({ message: "the run was stopped" });
    running.end(null);
    expect(pace.state()).toMatchObject({ inFlight: 0, waiting: 0, closed: true });
  });

  it("of one caller's patience leaves the others in line", async () => {
    const pace = startPace({ start: 1 }, virtualClock());
    const running = await permit(pace);
    const controller = new AbortController();
    const impatient = pace.admit(controller.signal);
    const patient = permit(pace);
    controller.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    running.end(null);
    (await patient).end(null);
    await expect(pace.admit(controller.signal)).rejects.toThrow("enough");
  });
});

async function permit(pace: ReturnType<typeof startPace>) {
  const leave = await pace.admit();
  if (!("end" in leave)) throw new Error(leave.message);
  return leave;
}
