import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { checkShape, describeValue, pathText, problemLine } from "../../src/text/check-shape.ts";
import { parseJsonLines } from "../../src/text/parse-json-lines.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";

const schema = z.strictObject({
  name: z.string().min(2),
  count: z.number().int().min(1).max(9).optional(),
  mode: z.enum(["fast", "careful"]).optional(),
  list: z.array(z.number()).min(1).optional(),
  either: z.union([z.string(), z.strictObject({ deep: z.number() })]).optional(),
});

function problemsOf(data: unknown): string[] {
  const checked = checkShape(schema, data);
  return checked.ok ? [] : checked.problems.map((problem) => problemLine("f", problem));
}

describe("checkShape", () => {
  it.each([
    ["a missing field", {}, "f: name: expected a text, got nothing"],
    ["a wrong type", { name: 3 }, "f: name: expected a text, got 3"],
    ["a short text", { name: "x" }, 'f: name: expected at least 2 characters, got "x"'],
    ["a fraction", { name: "ab", count: 1.5 }, "f: count: expected a whole number, got 1.5"],
    ["NaN", { name: "ab", count: Number.NaN }, "f: count: expected a number, got NaN"],
    ["too much", { name: "ab", count: 10 }, "f: count: expected at most 9, got 10"],
    [
      "an unknown choice",
      { name: "ab", mode: "carefull" },
      'f: mode: expected one of fast, careful, got "carefull"; did you mean "careful"?',
    ],
    ["an empty list", { name: "ab", list: [] }, "f: list: expected at least 1 entry, got an empty list"],
    ["a wrong entry", { name: "ab", list: [1, "2"] }, 'f: list[1]: expected a number, got "2"'],
    [
      "an unknown key",
      { nam: "ab", name: "ab" },
      'f: unknown key "nam"; did you mean "name"? (known: name, count, mode, list, either)',
    ],
    ["neither branch", { name: "ab", either: 5 }, "f: either: expected a text or an object, got 5"],
    ["something else", [], "f: expected an object, got an empty list"],
  ])("words %s", (_name, data, expected) => {
    expect(problemsOf(data)).toEqual([expected]);
  });

  it("gives the value when all is well", () => {
    expect(checkShape(schema, { name: "ab" })).toEqual({ ok: true, value: { name: "ab" } });
  });

  it("shortens what it shows", () => {
    expect(describeValue("あ".repeat(100))).toBe(`"${"あ".repeat(60)}…"`);
    expect([null, [1, 2], {}, true].map(describeValue)).toEqual(["null", "a list of 2", "an object", "true"]);
    expect(pathText(["a", 0, "b"])).toBe("a[0].b");
  });
});

describe("parseYaml", () => {
  it("names file and line of every problem", () => {
    const error = (() => {
      try {
        return parseYaml("name: x\nlist:\n  - 1\n  - two\n", schema, "dir/a.yaml");
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(InputError);
    expect(error instanceof InputError && error.problems).toEqual([
      'dir/a.yaml:1: name: expected at least 2 characters, got "x"',
      'dir/a.yaml:4: list[1]: expected a number, got "two"',
    ]);
  });

  it("reports broken and repeated YAML", () => {
    expect(() => parseYaml("a: [", schema, "a.yaml")).toThrow(InputError);
    expect(() => parseYaml("name: ab\nname: cd\n", schema, "a.yaml")).toThrow(InputError);
    expect(parseYaml("name: 名前\n", schema, "a.yaml")).toEqual({ name: "名前" });
  });
});

describe("parseJsonLines", () => {
  it("keeps line numbers, and texts that hold other line separators", () => {
    const { lines, problems } = parseJsonLines('\uFEFF{"name":"a\u2028b"}\r\n\r\n{"name":1}\n{', schema, "x.jsonl");
    expect(lines).toEqual([{ line: 1, value: { name: "a\u2028b" } }]);
    expect(problems[0]).toBe("x.jsonl:3: name: expected a text, got 1");
    expect(problems[1]).toMatch(/^x\.jsonl:4: not JSON: /);
  });
});
