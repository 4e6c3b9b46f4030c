import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/text/parse-json.ts";

const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;

describe("parseJson", () => {
  it.each([
    nested(200),
    `{"a":${nested(199)}}`,
    `[${"[],".repeat(500)}1]`,
    JSON.stringify("[{".repeat(500)),
    JSON.stringify({ '\\"[': "[".repeat(400), '"': "\\" }),
    `["\\\\",${nested(199)}]`,
  ])("reads %s as JSON does", (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    nested(201),
    "[".repeat(1_000_000),
    '{"a":'.repeat(201),
    `["\\\\",${nested(200)}]`,
    `["\\"[",${nested(200)}]`,
    `["",${nested(200)}]`,
  ])("refuses what lies deeper than 200", (text) => {
    expect(() => parseJson(text)).toThrow("values lie more than 200 deep");
  });

  it.each(["", "[1,", '"\\', "undefined", '{"a":1}}'])("refuses %s as JSON does", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });
});
