import { describe, expect, it } from "vitest";
import { samePath, serverDifferences } from "../../src/launch/same-server.ts";

const llama = (modelPath: string, bytes: number | null, more: Record<string, string> = {}) => ({
  identity: { kind: "llama.cpp", build: "b1", modelPath, ...more },
  observed: { parameters: 1_000, bytes },
});
const fieldsOf = (one: ReturnType<typeof llama>, other: ReturnType<typeof llama>, isHashed = false) =>
  serverDifferences(one, other, isHashed).map(({ field }) => field);

describe("a model's path that is written otherwise", () => {
  it.each([
    ["models/x.gguf", "../models/x.gguf"],
    ["models/x.gguf", "/data/models/x.gguf"],
    ["./x.gguf", "models/../x.gguf"],
    ["C:\\models\\x.gguf", "models/x.gguf"],
  ])("%s and %s are one file, whichever came first", (one, other) => {
    expect(samePath(one, other)).toBe(true);
    expect(fieldsOf(llama(one, 5), llama(other, 5))).toEqual([]);
    expect(fieldsOf(llama(other, 5), llama(one, null))).toEqual([]);
  });

  it.each([
    ["run1/x.gguf", "run2/x.gguf"],
    ["models/x.gguf", "models/y.gguf"],
    ["", "x.gguf"],
    ["ax.gguf", "x.gguf"],
  ])("%s and %s are two", (one, other) => {
    expect(samePath(one, other)).toBe(false);
    expect(fieldsOf(llama(one, 5), llama(other, 5))).toEqual(["server.modelPath"]);
  });

  it("is of no matter where the weights were hashed", () => {
    expect(fieldsOf(llama("run1/x.gguf", 5), llama("y.gguf", 5), true)).toEqual([]);
    expect(fieldsOf(llama("x.gguf", 5), llama("x.gguf", 5, { build: "b2" }), true)).toEqual(["server.build"]);
  });
});

it("the same path with other weights is another model", () => {
  expect(fieldsOf(llama("x.gguf", 5), llama("x.gguf", 6))).toEqual(["server.bytes"]);
  expect(fieldsOf(llama("x.gguf", null), llama("x.gguf", 6))).toEqual([]);
});
