import { describe, expect, it } from "vitest";
import { folderName } from "../../src/files/folder-name.ts";

describe("folderName", () => {
  it.each([
    ["llm-jp-4-8b-thinking", "llm-jp-4-8b-thinking"],
    ["Qwen/Qwen3-8B", "~qwen%2f~qwen3-8~b"],
    ["../../etc/passwd", "%2e.%2f..%2fetc%2fpasswd"],
    [".hidden", "%2ehidden"],
    ["dots..", "dots.%2e"],
    ["con", "%63on"],
    ["nul.txt", "%6eul.txt"],
    ["a\u0000b", "a%00b"],
    ["日本", "%e6%97%a5%e6%9c%ac"],
    ["a~b%", "a%7eb%25"],
  ])("%j becomes %j", (id, name) => {
    expect(folderName(id)).toBe(name);
  });

  it("never gives two ids one name, even where case does not count", () => {
    const ids = [
      "GPT-4o",
      "gpt-4o",
      "Gpt-4O",
      "~gpt-4o",
      "gpt-4o.",
      "gpt-4o%2e",
      "ｇｐｔ-4o",
      "x".repeat(300),
      "x".repeat(301),
    ];
    const names = ids.map((id) => folderName(id).toLowerCase());
    expect(new Set(names).size).toBe(ids.length);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(180);
  });

  it("refuses the empty id", () => {
    expect(() => folderName("")).toThrow(RangeError);
  });
});
