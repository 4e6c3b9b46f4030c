import { describe, expect, it } from "vitest";
import { fillTemplate, parseTemplate } from "../../src/judges/prompt-template.ts";

describe("fillTemplate", () => {
  it("fills in one pass: braces inside a value stay what they are", () => {
    const filled = fillTemplate("問: {question}\n答: {answer}\n", { question: "{answer}とは", answer: "{{question}}" });
    expect(filled).toBe("問: {answer}とは\n答: {{question}}\n");
  });

  it("keeps what String.replace would take for a pattern", () => {
    expect(fillTemplate("<{answer}>", { answer: "$& $1 $$ \\n" })).toBe("<$& $1 $$ \\n>");
  });

  it.each([
    ["{{}}", "{}"],
    ['{{"a": {answer}}}', '{"a": 七}'],
    ["{{answer}}", "{answer}"],
    ["{{{answer}}}", "{七}"],
    ["{answer}{answer}", "七七"],
    ["", ""],
  ])("reads %j as str.format does", (template, expected) => {
    expect(fillTemplate(template, { answer: "七" })).toBe(expected);
  });

  it("ignores values that are not asked for and refuses to leave a placeholder empty", () => {
    expect(fillTemplate("{a}", { a: "1", b: "2" })).toBe("1");
    expect(() => fillTemplate("{a}{toString}", { a: "1" })).toThrow("{toString} has no value");
  });
});

describe("parseTemplate", () => {
  it("tells texts and names apart", () => {
    expect(parseTemplate("甲{x}乙{y_2}")).toEqual({ texts: ["甲", "乙", ""], names: ["x", "y_2"] });
  });

  it.each(["{", "}", "a { b }", "{}", "{0}", "{a!r}", "{a:>3}", "{a.b}", "{a[0]}", "{a}}", "}{"])(
    "refuses %j",
    (template) => {
      expect(() => parseTemplate(template)).toThrow(SyntaxError);
    },
  );
});
