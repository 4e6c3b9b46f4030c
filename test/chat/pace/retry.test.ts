import { describe, expect, it } from "vitest";
import { callFailure } from "../../../src/chat/http/attempt-failure.ts";
import { retryAfter } from "../../../src/chat/http/retry-after.ts";
import { type Attempt, delayAfter, type RetryRules, retry } from "../../../src/chat/pace/retry.ts";

const rules: RetryRules = {
  maxAttempts: 6,
  maxStubborn: 4,
  maxUnreachable: 3,
  baseDelayMs: 200,
  maxDelayMs: 1_000,
  maxRetryAfterMs: 90_000,
};

describe("delayAfter", () => {
  it("doubles a bound and draws uniformly below it", () => {
    const delays = (random: number) =>
      [1, 2, 3, 4, 5, 40, 5000].map((tried) => delayAfter(callFailure("x"), tried, rules, () => random));
    expect(delays(0)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(delays(0.25)).toEqual([50, 100, 200, 250, 250, 250, 250]);
    expect(delays(0.999)).toEqual([199.8, 399.6, 799.2, 999, 999, 999, 999]);
  });

  it("waits at least as long as the server asks, up to the cap and not beyond", () => {
    const after = (retryAfterMs: number) => delayAfter(callFailure("x", { retryAfterMs }), 1, rules, () => 0.5);
    expect([0, 1, 90_000, 90_001, Number.POSITIVE_INFINITY].map(after)).toEqual([100, 101, 90_100, null, null]);
  });

  it("never for a final failure", () => {
    expect(delayAfter(callFailure("x", { retry: false, retryAfterMs: 5 }), 1, rules, () => 0.5)).toBeNull();
  });
});

describe("retry", () => {
  /** Plays failures in turn, then succeeds; tells how it went. */
  async function run(failures: readonly Parameters<typeof callFailure>[1][]) {
    const slept: number[] = [];
    let attempts = 0;
    const result = await retry<string, Attempt<string>>(
      async () => {
        const failure = failures[attempts++];
        return failure === undefined ? { ok: true, value: "done" } : { ok: false, failure: callFailure("x", failure) };
      },
      rules,
      { sleep: async (milliseconds) => void slept.push(milliseconds), random: () => 0.5 },
    );
    return { ok: result.ok, attempts, slept };
  }

  it("stops at the first success", async () => {
    expect(await run([{}, {}])).toEqual({ ok: true, attempts: 3, slept: [100, 200] });
  });

  it("stops after the last attempt without another wait", async () => {
    expect(await run(Array(9).fill({}))).toEqual({ ok: false, attempts: 6, slept: [100, 200, 400, 500, 500] });
  });

  it.each<[string, Parameters<typeof callFailure>[1], number]>([
    ["a busy server", { status: 429 }, 6],
    ["a gateway without its server", { status: 502 }, 6],
    ["a server that is restarted", { status: 503 }, 6],
    ["a gateway that waited", { status: 504 }, 6],
    ["a timeout", { status: 408 }, 6],
    ["the network", { status: null }, 6],
    ["a conflict", { status: 409 }, 4],
    ["a 500 that says the same", { status: 500 }, 4],
    ["a broken reply that says the same", { status: 200 }, 4],
  ])("asks %s %s %i times at most", async (_name, failure, attempts) => {
    expect(await run(Array(9).fill(failure))).toMatchObject({ ok: false, attempts });
  });

  it("asks a 500 again whose words change", async () => {
    const failures = Array.from({ length: 9 }, (_, index) => ({ status: 500, message: `boom ${index}` }));
    expect(await run(failures)).toMatchObject({ ok: false, attempts: 6 });
  });

  it("counts missing servers in a row only", async () => {
    const gone = { unreachable: true };
    expect(await run([gone, gone, gone, {}])).toMatchObject({ ok: false, attempts: 3 });
    expect(await run([gone, gone, {}, gone, gone])).toMatchObject({ ok: true, attempts: 6 });
  });

  it("passes on what an attempt or a sleep throws", async () => {
    const broken = new Error("a bug");
    const tools = { sleep: () => Promise.reject(broken), random: () => 0 };
    await expect(retry(() => Promise.reject(broken), rules, tools)).rejects.toBe(broken);
    await expect(retry(async () => ({ ok: false, failure: callFailure("x") }), rules, tools)).rejects.toBe(broken);
  });
});

describe("retryAfter", () => {
  const now = Date.UTC(2031, 0, 1);
  const read = (headers: Record<string, string>) => retryAfter((name) => headers[name] ?? null, now);

  it.each([
    [{}, null],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": " 2.5 " }, 2_500],
    [{ "retry-after": "99999999999" }, 99_999_999_999_000],
    [{ "retry-after": "Wed, 01 Jan 2031 00:02:00 GMT" }, 120_000],
    [{ "retry-after": "Tue, 31 Dec 2030 23:00:00 GMT" }, 0],
    [{ "retry-after": "Wed, 01 Jan 2031 09:00:20 GMT", date: "Wed, 01 Jan 2031 09:00:00 GMT" }, 20_000],
    [{ "retry-after": "" }, null],
    [{ "retry-after": "-3" }, null],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "1e9" }, 1_000_000_000_000],
    [{ "retry-after-ms": "NaN", "retry-after": "4" }, 4_000],
    [{ "retry-after-ms": "750" }, 750],
  ])("%j is %j", (headers, expected) => {
    expect(read(headers)).toBe(expected);
  });
});
