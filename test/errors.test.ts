import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { messageOf } from "../src/errors.ts";

describe("messageOf", () => {
  const here = join(tmpdir(), `mtbench-errors-${process.pid}`);
  it.each<[string, () => Promise<unknown>, string]>([
    ["a file that is missing", () => readFile(join(here, "nope")), "no such file or folder"],
    ["a folder that cannot be made", () => writeFile(join(here, "a/b/c.csv"), ""), "no such file or folder"],
    ["a folder where a file is read", () => readFile(tmpdir()), "it is a folder"],
    ["a file as a part of the path", () => mkdir(join(process.execPath, "x")), "a part of the path is a file"],
    ["a name too long", () => readdir(join(tmpdir(), "x".repeat(300))), "the name is too long"],
  ])("says %s in words", async (_, refused, said) => {
    expect(messageOf(await refused().catch((error: unknown) => error))).toBe(said);
  });

  it("says so where a host is not found", () => {
    const error = Object.assign(new Error("getaddrinfo ENOTFOUND x"), { code: "ENOTFOUND", syscall: "getaddrinfo" });
    expect(messageOf(error)).toBe("there is no such host, or no network");
  });

  it("leaves every other error its own words, whatever its code", () => {
    expect(messageOf(Object.assign(new Error("ours"), { code: "ENOENT" }))).toBe("ours");
    expect(messageOf(Object.assign(new Error("strange"), { code: "EXYZ", syscall: "read" }))).toBe("strange");
    expect(messageOf("a text")).toBe("a text");
  });
});
