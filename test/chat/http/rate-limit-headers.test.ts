import { describe, expect, it } from "vitest";
import { quotaWait } from "../../../src/chat/http/rate-limit-headers.ts";

const now = Date.UTC(2031, 4, 6, 7, 8, 9);

function wait(headers: Readonly<Record<string, string>>): number | null {
  return quotaWait((name) => headers[name] ?? null, now);
}

describe("quotaWait", () => {
  it.each([
    ["20ms", 20],
    ["1s", 1_000],
    ["6m0s", 360_000],
    ["1h2m3.5s", 3_723_500],
    ["45", 45_000],
    ["2031-05-06T07:08:39Z", 30_000],
    ["2031-05-06T07:00:00Z", 0],
    [String(now / 1000 + 12), 12_000],
    ["soon", null],
    ["5 apples", null],
    ["", null],
  ])("reads a reset of %j", (reset, expected) => {
    expect(wait({ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": reset })).toBe(expected);
  });

  it("counts only quotas that are used up, and the longest of them", () => {
    expect(wait({})).toBeNull();
    expect(wait({ "x-ratelimit-remaining-requests": "3", "x-ratelimit-reset-requests": "9s" })).toBeNull();
    expect(wait({ "x-ratelimit-remaining-requests": "unknown", "x-ratelimit-reset-requests": "9s" })).toBeNull();
    expect(
      wait({
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": "2s",
        "x-ratelimit-remaining-tokens": "-4",
        "x-ratelimit-reset-tokens": "7s",
      }),
    ).toBe(7_000);
    expect(
      wait({ "anthropic-ratelimit-tokens-remaining": "0", "anthropic-ratelimit-tokens-reset": "2031-05-06T07:08:19Z" }),
    ).toBe(10_000);
  });
});
