import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";

const laughs = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  ..."bcdefgh".split("").map((name, at) => {
    const before = "abcdefg"[at];
    return `${name}: &${name} [${Array(9).fill(`*${before}`).join(",")}]`;
  }),
].join("\n");

describe("a YAML file that does not end well", () => {
  it.each<[string, string]>([
    ["aliases of aliases", laughs],
    ["an alias that names nothing", "a: *nobody"],
    ["an alias of itself", "a: &a [*a, *a]\nb: [*a]".repeat(1)],
    ["brackets", "[".repeat(200_000)],
    ["braces", "{a: ".repeat(50_000)],
    ["closed brackets", `${"[".repeat(5_000)}${"]".repeat(5_000)}`],
    ["lists in lists", "- ".repeat(20_000)],
    ["indentation", Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["more characters than are read", `a: ${"x".repeat(17 * 1024 * 1024)}`],
  ])("%s is wrong input", (_, text) => {
    const start = performance.now();
    expect(() => parseYaml(text, z.record(z.string(), z.string()), "f.yaml")).toThrow(InputError);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it("reads anchors, rules and code as before", () => {
    const text = 'a: &a "[[x]]"\nb: *a\nc: |\n  ------------\n  [[[\n';
    const read = parseYaml(text, z.record(z.string(), z.string()), "f.yaml");
    expect(read).toEqual({ a: "[[x]]", b: "[[x]]", c: "------------\n[[[\n" });
  });
});
