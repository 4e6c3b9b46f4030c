import { describe, expect, it } from "vitest";
import { compareFields, describeDifference } from "../../src/results/compare-fields.ts";

describe("where two records differ", () => {
  it("is told by dotted path, names in their order, what is absent too", () => {
    const before = { seed: 1, candidate: { id: "a", sampling: { topP: 1, temperature: 0.7 } }, gone: null };
    const after = { candidate: { sampling: { temperature: 0.6, topP: 1 }, id: "a" }, seed: 2, come: [1] };
    expect(compareFields(before, after)).toEqual([
      { field: "candidate.sampling.temperature", before: 0.7, after: 0.6 },
      { field: "come", before: undefined, after: [1] },
      { field: "gone", before: null, after: undefined },
      { field: "seed", before: 1, after: 2 },
    ]);
    expect(compareFields(before, structuredClone(before))).toEqual([]);
  });

  it("takes lists, texts and null whole, and begins at the path that it is given", () => {
    expect(compareFields({ a: [{ x: 1 }] }, { a: [{ x: 2 }] })).toEqual([
      { field: "a", before: [{ x: 1 }], after: [{ x: 2 }] },
    ]);
    expect(compareFields([{ x: 1, y: 2 }], [{ y: 2, x: 1 }])).toEqual([]);
    expect(compareFields({ 0: 1 }, [1], "server")).toEqual([{ field: "server", before: { 0: 1 }, after: [1] }]);
    expect(compareFields({ a: { b: 1 } }, { a: null }, "server")).toEqual([
      { field: "server.a", before: { b: 1 }, after: null },
    ]);
    expect(compareFields({ a: { b: 1 } }, { a: "b" })).toHaveLength(1);
    expect(compareFields(undefined, undefined)).toEqual([]);
    expect(compareFields("x", undefined)).toEqual([{ field: "", before: "x", after: undefined }]);
  });

  it("is shown in one line of at most 120 characters a value", () => {
    expect(describeDifference({ field: "a.b", before: { y: 1, x: "春" }, after: undefined })).toBe(
      'a.b: was {"x":"春","y":1}, now absent',
    );
    const text = (length: number) => "x".repeat(length - 2);
    expect(describeDifference({ field: "f", before: text(120), after: text(121) })).toBe(
      `f: was "${text(120)}", now "${"x".repeat(116)}...`,
    );
  });
});
