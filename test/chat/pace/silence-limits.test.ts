import { expect, it } from "vitest";
import { usualFirstTokenTimeouts } from "../../../src/chat/pace/silence-limits.ts";

it.each([
  ["https://api.openai.com/v1", "gpt-4o-2024-08-06", 600_000],
  ["https://generativelanguage.googleapis.com/v1beta/openai", "gemini-3.8-flash", 1_800_000],
  ["http://127.0.0.1:8080/v1", "swan-7b", 1_800_000],
  ["http://localhost:8080/v1", "swan-7b", 1_800_000],
  ["http://10.0.0.7:8000/v1", "swan-7b", 600_000],
])("%s, %s: %i ms to the first token", (baseUrl, model, milliseconds) => {
  expect(usualFirstTokenTimeouts(baseUrl)(model)).toBe(milliseconds);
});
