import { describe, expect, it } from "vitest";
import { InputError } from "../../src/errors.ts";
import { parseAsPyYaml } from "../../src/judges/parse-as-py-yaml.ts";
import { parseFastChatPrompts, parseLlmJpPrompts, parseOwnPrompts } from "../../src/judges/read-prompts.ts";

async function problemsOf(run: () => unknown): Promise<readonly string[]> {
  try {
    await run();
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  throw new Error("nothing was wrong");
}

describe("parseAsPyYaml", () => {
  it("adds no line feed to a block scalar that ends with the file", () => {
    expect(parseAsPyYaml("a: |+\n  採点\n  終わり", "p.yaml")).toEqual({ a: "採点\n終わり" });
    expect(parseAsPyYaml("a: |\n  終わり", "p.yaml")).toEqual({ a: "終わり" });
  });

  it("keeps the line feeds that are in the file", () => {
    expect(parseAsPyYaml("a: |+\n  採点\n\nb: |+\n  終わり\n", "p.yaml")).toEqual({ a: "採点\n\n", b: "終わり\n" });
    expect(parseAsPyYaml("a: |+\n  採点\nb: 一行", "p.yaml")).toEqual({ a: "採点\n", b: "一行" });
  });
});

describe("parseFastChatPrompts", () => {
  const line = (fields: Record<string, string>) =>
    JSON.stringify({ type: "single", system_prompt: "審査員です。", prompt_template: "{question}{answer}", ...fields });

  it("takes the prompts that rate one answer; the last of a name wins; an empty system prompt is none", () => {
    const text = [
      line({ name: "pair-v2", type: "pairwise" }),
      line({ name: "single-v1" }),
      "",
      line({ name: "single-v1", system_prompt: "" }),
      line({ name: "single-v1-multi-turn", system_prompt: "二回目を見ます。\n\n" }),
      line({ name: "single-other" }),
    ].join("\r\n");
    expect(parseFastChatPrompts(text, "p.jsonl")).toEqual({
      "single-v1": { name: "single-v1", system: null, template: "{question}{answer}" },
      "single-v1-multi-turn": {
        name: "single-v1-multi-turn",
        system: "二回目を見ます。\n\n",
        template: "{question}{answer}",
      },
    });
  });

  it("reports every bad line with its place", async () => {
    const text = `${line({ name: "single-v1" })}\n{"name":1,"type":"single","system_prompt":"s","prompt_template":"t"}\n{`;
    const problems = await problemsOf(() => parseFastChatPrompts(text, "p.jsonl"));
    expect(problems).toHaveLength(2);
    expect(problems[0]).toBe("p.jsonl:2: name: expected a text, got 1");
    expect(problems[1]).toMatch(/^p\.jsonl:3: not JSON/);
  });

  it("refuses a file without a prompt for single answers", async () => {
    expect(
      await problemsOf(() => parseFastChatPrompts(line({ name: "pair-v2", type: "pairwise" }), "p.jsonl")),
    ).toEqual([
      'p.jsonl: expected lines of type "single" named single-v1, single-math-v1, single-v1-multi-turn, single-math-v1-multi-turn',
    ]);
  });
});

describe("parseLlmJpPrompts", () => {
  it("takes system and template by name", async () => {
    const text = "single-v1:\n  regex: x\n  prompt_template: |-\n    {question}\n    {answer}\n  system_prompt: 助手";
    expect(await parseLlmJpPrompts(text, "p.yaml")).toEqual({
      "single-v1": { name: "single-v1", system: "助手", template: "{question}\n{answer}" },
    });
  });

  it("says what is missing", async () => {
    expect(await problemsOf(() => parseLlmJpPrompts("single-v1: {system_prompt: 助手}", "p.yaml"))).toEqual([
      "p.yaml: single-v1.prompt_template: expected a text, got nothing",
    ]);
  });
});

describe("parseOwnPrompts", () => {
  it("takes the prompts and the words that ask for the rating alone", async () => {
    const text = "single-v1:\n  system: null\n  template: '{question} {answer}'\nrating-only: 数字だけ\n";
    expect(await parseOwnPrompts(text, "prompts.yaml")).toEqual({
      prompts: { "single-v1": { name: "single-v1", system: null, template: "{question} {answer}" } },
      ratingOnly: "数字だけ",
    });
  });

  it("names unknown keys", async () => {
    const problems = await problemsOf(() => parseOwnPrompts("single-v1:\n  sytem: x\n  template: y\n", "prompts.yaml"));
    expect(problems.join("\n")).toMatch(/prompts\.yaml:\d+: single-v1.*unknown key "sytem"; did you mean "system"/);
  });
});
