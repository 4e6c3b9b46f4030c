import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "../../src/errors.ts";
import { parseYaml } from "../../src/text/parse-yaml.ts";
import { yamlLines } from "../../src/text/yaml-lines.ts";
import { processorMs } from "../support/processor-time.ts";

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
    ["brackets that nothing opened", "}".repeat(1_000_000)],
    ["lists in lists", "- ".repeat(20_000)],
    ["indentation", Array.from({ length: 3_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["more characters than are read", `a: ${"x".repeat(17 * 1024 * 1024)}`],
  ])("%s is wrong input", (_, text) => {
    const start = process.cpuUsage();
    expect(() => parseYaml(text, z.record(z.string(), z.string()), "f.yaml")).toThrow(InputError);
    expect(processorMs(start)).toBeLessThan(10_000);
  });

  it("is wrong input to those who ask for its lines, too", () => {
    expect(() => yamlLines("[".repeat(200_000), "f.yaml")).toThrow(InputError);
    expect(yamlLines("a:\n  - 1\n", "f.yaml")(["a", 0])).toBe(2);
  });

  it("takes no longer for a rule of a million dashes", () => {
    const start = process.cpuUsage();
    expect(parseYaml(`a: ${"-".repeat(1_000_000)}`, z.object({ a: z.string() }), "f.yaml").a).toHaveLength(1_000_000);
    expect(processorMs(start)).toBeLessThan(5_000);
  });

  it("reads texts with hundreds of brackets that nobody closes", () => {
    const text = `a: |\n${"  [31m red (e.g. {\n".repeat(300)}`;
    expect(parseYaml(text, z.object({ a: z.string() }), "f.yaml").a).toContain("[31m");
  });

  it("reads anchors, rules and code as before", () => {
    const text = 'a: &a "[[x]]"\nb: *a\nc: |\n  ------------\n  [[[\n';
    const read = parseYaml(text, z.record(z.string(), z.string()), "f.yaml");
    expect(read).toEqual({ a: "[[x]]", b: "[[x]]", c: "------------\n[[[\n" });
  });
});
