import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { splitThinking } from "../../src/chat/reply/split-thinking.ts";
import { describeWithSharedData } from "../support/shared-data.ts";

const recordSchema = z.object({ choices: z.array(z.object({ turns: z.array(z.string()) })) });

describeWithSharedData("splitThinking on recorded answers", (data) => {
  const folder = join(data, "recorded/shisa/model_answer");
  const textsOf = (file: string) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line) => recordSchema.parse(JSON.parse(line)).choices.flatMap(({ turns }) => turns));

  it("Qwen3-235B's whole thoughts go and nothing else, its cut ones are told", () => {
    const counts = { cut: 0, complete: 0, none: 0 };
    for (const text of textsOf("Qwen__Qwen3-235B-A22B.jsonl")) {
      const split = splitThinking({ content: text, reasoning: null, finish: "stop" });
      counts[split.thinking]++;
      const [thought = "", answer] = text.split("</think>");
      expect(split.content).toBe((answer ?? "").trimStart());
      expect(split.reasoning).toBe(thought.replace("<think>", "").trim());
    }
    expect(counts).toEqual({ cut: 32, complete: 128, none: 0 });
  });

  it("models that do not think lose nothing, whether whole or cut anywhere", () => {
    const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl") && !file.startsWith("Qwen"));
    expect(files.length).toBeGreaterThan(1);
    for (const text of files.flatMap(textsOf)) {
      for (const content of [text, text.slice(0, text.length / 2)]) {
        for (const finish of ["stop", "length"] as const) {
          const split = splitThinking({ content, reasoning: null, finish });
          if (content !== "") expect(split).toEqual({ content, reasoning: null, thinking: "none" });
        }
      }
    }
  });
});
