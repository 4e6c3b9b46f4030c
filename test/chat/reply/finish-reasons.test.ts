import { describe, expect, it } from "vitest";
import { type FinishMeaning, finishMeaning, vendorReasons } from "../../../src/chat/reply/finish-reasons.ts";

describe("finishMeaning", () => {
  it.each(
    vendorReasons.flatMap(({ vendor, reasons }) => Object.entries(reasons).map((row) => [vendor, ...row] as const)),
  )("%s: %s is %s, in any spelling", (_vendor, word, meaning) => {
    for (const spelling of [word, word.toUpperCase(), word.replaceAll("_", "-"), ` ${word}\n`]) {
      expect(finishMeaning(spelling)).toBe(meaning);
    }
  });

  it("names every vendor's source, and no word means two things", () => {
    const all = new Map<string, FinishMeaning>();
    for (const { reasons, source } of vendorReasons) {
      expect(source.from).not.toBe("");
      for (const [word, meaning] of Object.entries(reasons)) {
        expect([meaning, word]).toEqual([all.get(word) ?? meaning, word]);
        all.set(word, meaning);
      }
    }
    expect(all.size).toBeGreaterThan(70);
  });

  it.each<[string, FinishMeaning]>([
    ["engine_error", "interrupted"],
    ["upstream-timeout", "interrupted"],
    ["ABORTED_BY_SCHEDULER", "interrupted"],
    ["request cancelled", "interrupted"],
    ["preempted", "interrupted"],
    ["output_filtered", "content-filter"],
    ["policy_violation", "content-filter"],
    ["UNSAFE_CONTENT", "content-filter"],
    ["context_length_exceeded", "context"],
    ["max_new_tokens", "length"],
    ["FINISH_REASON_MAX_TOKENS", "length"],
    ["FINISH_REASON_STOP", "stop"],
    ["RESPONSIBLE_AI", "content-filter"],
    ["jailbreak_detected", "content-filter"],
    ["pii_detected", "content-filter"],
    ["self_harm", "content-filter"],
    ["hate", "content-filter"],
    ["gpu_oom", "interrupted"],
    ["client_closed", "interrupted"],
    ["deadline_exceeded", "interrupted"],
    ["throttled", "interrupted"],
    ["terminated", "interrupted"],
    ["stopped_by_user", "interrupted"],
    ["worker_died", "interrupted"],
    ["connection_reset", "interrupted"],
    ["partial", "interrupted"],
    ["engine_dead", "interrupted"],
    ["halted", "interrupted"],
    ["bad_gateway", "interrupted"],
    ["nan_detected", "interrupted"],
    ["in_progress", "interrupted"],
    ["disallowed_content", "content-filter"],
    ["denylist", "content-filter"],
    ["ip_violation", "content-filter"],
    ["censored", "content-filter"],
    ["max_output_reached", "length"],
    ["FinishReason.STOP", "stop"],
    ["finance", "other"],
    ["truncated", "length"],
    ["output_limit", "length"],
    ["budget_exceeded", "length"],
    ["input_too_long", "context"],
    ["completed", "other"],
    ["room", "other"],
    ["sehr_seltsam", "other"],
    ["", "other"],
  ])("reads %j, which no table names, as %s", (word, meaning) => {
    expect(finishMeaning(word)).toBe(meaning);
  });

  it("knows no reason where none was given", () => {
    expect(finishMeaning(null)).toBe("other");
  });
});
