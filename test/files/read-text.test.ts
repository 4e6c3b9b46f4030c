import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readText } from "../../src/files/read-text.ts";

const folder = mkdtempSync(join(tmpdir(), "mtbench-read-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (bytes: Uint8Array) => {
  const path = join(folder, "text");
  writeFileSync(path, bytes);
  return readText(path);
};
const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("readText", () => {
  it.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from("質問です")],
    ["UTF-16, little endian", Buffer.from("\uFEFF質問です", "utf16le")],
    ["UTF-16, big endian", bigEndian("\uFEFF質問です")],
  ])("reads %s", async (_, bytes) => {
    expect(await read(bytes)).toBe("質問です");
  });

  it.each<[string, Uint8Array, string]>([
    ["Shift_JIS", Buffer.from([0x93, 0xfa, 0x96, 0x7b]), "Shift_JIS; convert it first: iconv -f CP932 -t UTF-8"],
    ["EUC-JP", Buffer.from([0xc6, 0xfc, 0xcb, 0xdc]), "EUC-JP; convert it first: iconv -f EUC-JP -t UTF-8"],
    ["half a character", Buffer.from([0xff, 0xfe, 0x00, 0xd8]), "UTF-16"],
    ["a zip archive", Buffer.from([0x50, 0x4b, 0x03, 0x04]), "zip"],
  ])("refuses %s by name", async (_, bytes, words) => {
    await expect(read(bytes)).rejects.toThrow(words);
  });
});
