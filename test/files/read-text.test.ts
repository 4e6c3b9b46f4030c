import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readText, readTextIfThere } from "../../src/files/read-text.ts";

const folder = mkdtempSync(join(tmpdir(), "mtbench-read-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array) => {
  const path = join(folder, "text");
  writeFileSync(path, bytes);
  return readText(path);
};
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("a file that is none", () => {
  it("is refused by name, and nothing waits for it", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(readText(pipe)).rejects.toThrow("it is a pipe, no file");
    await expect(readText("/dev/zero")).rejects.toThrow("it is a device, no file");
    await expect(readTextIfThere(folder, "the folder")).rejects.toThrow(/^the folder cannot be read: it is a folder/);
    expect(await readTextIfThere(join(folder, "nothing"), "x")).toBeNull();
  });
});

describe("readText", () => {
  it.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from("質問です")],
    ["UTF-16, little endian", Buffer.from("\uFEFF質問です", "utf16le")],
    ["UTF-16, big endian", bigEndian("\uFEFF質問です")],
  ])("reads %s", async (_, bytes) => {
    expect(await read(bytes)).toBe("質問です");
  });

  it("leaves out the byte order mark of UTF-8", async () => {
    expect(await read(Buffer.from("\uFEFF質問です"))).toBe("質問です");
  });

  it.each<[string, Uint8Array, string]>([
    ["Shift_JIS", Buffer.from([0x93, 0xfa, 0x96, 0x7b]), "Shift_JIS; convert it first: iconv -f CP932 -t UTF-8"],
    ["EUC-JP", Buffer.from([0xc6, 0xfc, 0xcb, 0xdc]), "EUC-JP; convert it first: iconv -f EUC-JP -t UTF-8"],
    ["half a character", Buffer.from([0xff, 0xfe, 0x00, 0xd8]), "UTF-16"],
    // "これは試験です。", which is half-width kana to Shift_JIS.
    ["longer EUC-JP", Buffer.from("a4b3a4eca4cfbbeeb8b3a4c7a4b9a1a3", "hex"), "iconv -f EUC-JP"],
    ["half-width kana among others", Buffer.from("83658358836793fa967bb6c5", "hex"), "iconv -f CP932"],
    [
      "ISO-2022-JP",
      Buffer.from("\u001b$B$3$l\u001b(B"),
      "ISO-2022-JP; convert it first: iconv -f ISO-2022-JP -t UTF-8",
    ],
    ["UTF-16 without a mark", Buffer.from("質問\n", "utf16le"), "iconv -f UTF-16LE -t UTF-8"],
    ["UTF-16, big endian, without a mark", bigEndian("質問 a\n"), "iconv -f UTF-16BE -t UTF-8"],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), "iconv -f UTF-32 -t UTF-8"],
    ["zeros", Buffer.from("a\0\0b"), "a binary file"],
    ["a GGUF file", Buffer.from("GGUF\u0003"), "a GGUF file"],
    ["Latin-1", Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]), "another encoding"],
    ["a zip archive", Buffer.from([0x50, 0x4b, 0x03, 0x04]), "zip"],
  ])("refuses %s by name", async (_, bytes, words) => {
    await expect(read(bytes)).rejects.toThrow(words);
  });
});
