import { describe, expect, it } from "vitest";
import { maskSecrets, redact } from "../../src/text/redact.ts";

describe("redact", () => {
  it.each([
    ["Incorrect API key provided: sk-proj-AbC123_x-9***Zz.", /AbC|Zz/],
    ["Incorrect API key provided: 0123abcd", /0123/],
    ["headers: {'Authorization': 'Bearer abc.def-ghi', 'x': 1}", /abc\.def/],
    ['{"authorization":"Basic dXNlcjpwdw=="}', /dXNlc/],
    ["authorization: Token t0k3nt0k3n", /t0k3n/],
    ["sent bearer tok_12345678", /12345678/],
    ["x-api-key: quiet-heron", /heron/],
    ["https://h.example/v1?api_key=quietheron&x=1", /quietheron/],
    ["https://user:pass1@h.example/v1", /pass1/],
    ["key hf_AbCdEfGhIjKlMn failed", /AbCdEf/],
    ["key nvapi-AbCdEf-GhIjKlMn failed", /AbCdEf/],
    ["key AIzaSyA1234567890123456789012 failed", /A12345/],
    ["jwt eyJhbGciOiJI.eyJzdWIiOiIx.abc-def", /eyJ/],
    ["token 01234567-89ab-cdef-0123-456789abcdef:s3cr3ts3cr3t", /s3cr3t/],
  ])("%s", (text, leak) => {
    expect(redact(text)).not.toMatch(leak);
    expect(redact(text)).toContain("[redacted]");
  });

  it.each([
    "request (9000 tokens) exceeds the available context size (4096 tokens)",
    "The model `llm-jp/llm-jp-4-8b-thinking` does not exist.",
    "temperature: 0.7 is not supported; task-based limits apply",
    "トークン数が多すぎます: max_tokens=8192",
    "risk-averse, disk-full, sk- alone",
    "id 01234567-89ab-cdef-0123-456789abcdef failed",
    "see https://models.example:8000/v1/models",
  ])("leaves alone: %s", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("knows the secrets we hold in every form, and no placeholder", () => {
    const secret = "quiet heron/42";
    for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64")]) {
      expect(redact(`a ${form} b`, [secret])).toBe("a [redacted] b");
    }
    expect(redact("none of it", ["none", ""])).toBe("none of it");
  });
});

describe("maskSecrets", () => {
  it("changes nothing but the secrets", () => {
    expect(maskSecrets("Bearer abcdefgh, quiet-heron", ["quiet-heron"])).toBe("Bearer abcdefgh, [redacted]");
  });
});
