import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packPng } from "../../../src/reports/print/pack-png.ts";

/** Chunks of a PNG by name, whose checksums are right. */
function chunksOf(png: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    expect(png.readUInt32BE(end)).toBe(crc32(png.subarray(at + 4, end)));
    chunks.set(png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, end));
    at = end + 4;
  }
  return chunks;
}

describe("packed dots", () => {
  it("hold every pixel's colour, row by row, bare paper and ink", async () => {
    const pixels = [
      255, 255, 255, 255, 1, 2, 3, 255, 254, 255, 255, 255, 0, 0, 0, 255, 255, 255, 254, 255, 9, 99, 199, 255,
    ];
    const png = await packPng(Uint8Array.from(pixels), 3, 2);
    expect(png.subarray(0, 8).toString("latin1")).toBe("\u0089PNG\r\n\u001a\n");
    const chunks = chunksOf(png);
    expect([...chunks.keys()]).toEqual(["IHDR", "pHYs", "IDAT", "IEND"]);
    expect([...(chunks.get("IHDR") ?? [])]).toEqual([0, 0, 0, 3, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
    expect([...inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0))]).toEqual([
      ...[0, 255, 255, 255, 1, 2, 3, 254, 255, 255],
      ...[0, 0, 0, 0, 255, 255, 254, 9, 99, 199],
    ]);
  });

  it("are read from a view that does not begin where its memory does", async () => {
    const memory = Uint8Array.from([7, 7, 7, 10, 20, 30, 255]);
    const chunks = chunksOf(await packPng(memory.subarray(3), 1, 1));
    expect([...inflateSync(chunks.get("IDAT") ?? Buffer.alloc(0))]).toEqual([0, 10, 20, 30]);
  });
});
