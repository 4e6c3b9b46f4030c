import { describe, expect, it } from "vitest";
import type { AnnotatedQuestion } from "../../src/questions/annotations.ts";
import { canaryProbes, isRecalled, questionProbes } from "../../src/variants/memory-probes.ts";

const text = `${"前半の文です。".repeat(8)}${"後半は別の言葉で続きます。".repeat(5)}`;
const question = (id: string, turn: string): AnnotatedQuestion => ({ id, category: "math", turns: [turn], hash: id });

describe("probes of verbatim memory", () => {
  it("ask for the second half, and count only what comes back word for word", () => {
    const [probe, ...others] = questionProbes([question("1", text), question("2", "短い質問です。")]);
    if (probe === undefined) throw new Error("no probe");
    expect(others).toEqual([]);
    const letters = [...text];
    const second = letters.slice(Math.floor(letters.length / 2)).join("");
    expect(probe.prompt).not.toContain(second);
    expect(isRecalled(probe, `はい。\n${second.slice(0, 10)}\n${second.slice(10)}`)).toBe(true);
    expect(isRecalled(probe, second.replaceAll("別", "同じ"))).toBe(false);
    expect(isRecalled(probe, "わかりません。")).toBe(false);
  });

  it("ask for the last word of the canary in three ways, and never give it away", () => {
    const probes = canaryProbes("a set: do not train on this. canary 7d0c2f6e-41b8-4c93-9a57");
    expect(probes).toHaveLength(3);
    for (const probe of probes) {
      expect(probe.prompt).not.toContain("7d0c2f6e");
      expect(isRecalled(probe, "It is 7d0c2f6e-41b8-4c93-9a57.")).toBe(true);
      expect(isRecalled(probe, "It is 7d0c2f6e-0000-4c93-9a57.")).toBe(false);
    }
  });
});
