import { describe, expect, it } from "vitest";
import { identityOf } from "../../src/linking/own-tables.ts";
import { makeModel } from "./make-table.ts";

const models = new Map(
  [
    makeModel({ id: "qwen3-8b", snapshot: "Qwen/Qwen3-8B", family: "qwen3" }),
    makeModel({ id: "open", snapshot: null }),
  ].map((model) => [model.id, model]),
);

describe("which model a candidate is", () => {
  it("is found by the repository, whatever its case", () => {
    const identity = identityOf({ id: "mine", model: "qwen/qwen3-8b" }, models);
    expect(identity).toMatchObject({ name: "mine", unsure: null, family: "qwen3", thinking: null, effort: null });
    expect(identity.model?.id).toBe("qwen3-8b");
  });

  it("is found by a short name too, which is not exact", () => {
    expect(identityOf({ id: "a", model: "someone/Qwen3-8B" }, models)).toMatchObject({
      unsure: "was served under a short name",
      family: "qwen3",
    });
    expect(identityOf({ id: "qwen3-8b" }, models)).toMatchObject({
      unsure: "was served under a short name",
      family: "qwen3",
    });
    expect(identityOf({ id: "a", model: "open" }, models)).toMatchObject({ unsure: "was served under a short name" });
  });

  it("is not settled by the name when it is a revision under a name of its own", () => {
    const unsure = (id: string) => identityOf({ id, model: "Qwen/Qwen3-8B", revision: "4f2c91e" }, models).unsure;
    expect(unsure("my-step-4000")).toBe("is revision 4f2c91e under a name of its own");
    expect(unsure("qwen3-8b")).toBeNull();
    expect(unsure("Qwen/Qwen3-8B")).toBeNull();
    expect(identityOf({ id: "renamed", model: "Qwen/Qwen3-8B", revision: null }, models).unsure).toBeNull();
  });

  it("is its own family, or the catalogue's, where the list does not know it", () => {
    expect(identityOf({ id: "a", model: "lab/x" }, models)).toMatchObject({ model: null, family: null });
    expect(identityOf({ id: "a", model: "lab/x", family: "swallow-qwen3" }, models).family).toBe("swallow-qwen3");
    expect(identityOf({ id: "a", model: "lab/x", family: "openai-compatible" }, models).family).toBeNull();
  });

  it.each([
    [{ templateArguments: { enable_thinking: false } }, "off", null],
    [{ templateArguments: { enable_thinking: true } }, "on", null],
    [{ templateArguments: { thinking: true } }, "on", null],
    [{ templateArguments: { conversation_start_date: "2026-04-03" }, showsThoughts: true }, "on", null],
    [{ reasoningEffort: "high" }, "on", "high"],
    [{ reasoningEffort: "none" }, "off", "none"],
    [{ fields: { thinking: { type: "disabled" } } }, "off", null],
    [{ fields: { thinking: { type: "enabled" } } }, "on", null],
    [{ fields: { top_a: 1 }, templateArguments: null, reasoningEffort: null }, null, null],
    [{ showsThoughts: false }, null, null],
  ])("reads from %j whether it thinks", (fields, thinking, effort) => {
    expect(identityOf({ id: "a", model: "m", ...fields }, models)).toMatchObject({ thinking, effort });
  });

  it("survives specifications of other forms", () => {
    const odd = { id: "a", model: 3, templateArguments: "x", fields: [], reasoningEffort: 1, showsThoughts: "yes" };
    expect(identityOf(odd, models)).toMatchObject({ name: "a", thinking: null, effort: null, model: null });
  });

  it("is one specification only when everything is equal, the id too", () => {
    const hash = (fields: object) => identityOf({ id: "a", model: "m", ...fields }, models).specification;
    expect(hash({ thinkingTokens: 1 })).toBe(hash({ thinkingTokens: 1 }));
    expect(hash({ thinkingTokens: 1 })).not.toBe(hash({ thinkingTokens: 2 }));
    expect(hash({})).not.toBe(hash({ id: "b" }));
  });
});
