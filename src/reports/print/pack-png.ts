import { promisify } from "node:util";
import { crc32, deflate } from "node:zlib";

export const dotsPerInch = 300;

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Quick: a level more takes twice the time for a seventh of the bytes. */
const packing = { level: 3, chunkSize: 2 ** 18 };

/**
 * Opaque pixels (RGBA, 4 bytes each, row by row) as PNG of 300 dots per inch, which it says of itself. Rows are not filtered:
 * even areas of ink are packed as small without, in a fraction of the time of a writer that tries filters on every row.
 */
export async function packPng(pixels: Uint8Array, width: number, height: number): Promise<Buffer> {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits a sample, red, green and blue (PNG, 11.2.1); no interlacing.
  head.set([8, 2, 0, 0, 0], 8);
  const resolution = Buffer.alloc(9);
  const dotsPerMetre = Math.round(dotsPerInch / 0.0254);
  resolution.writeUInt32BE(dotsPerMetre, 0);
  resolution.writeUInt32BE(dotsPerMetre, 4);
  resolution.writeUInt8(1, 8);
  const packed = await promisify(deflate)(rowsOf(pixels, width, height), packing);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("pHYs", resolution),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Rows of red, green and blue, each behind a byte that says how it is filtered: not at all. Most pixels are bare paper. */
function rowsOf(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const whole = pixels.byteOffset % 4 === 0 ? pixels : pixels.slice();
  const read = new Uint32Array(whole.buffer, whole.byteOffset, whole.byteLength / 4);
  const rows = new Uint8Array(height * (1 + 3 * width)).fill(255);
  let to = 0;
  let from = 0;
  for (let row = 0; row < height; row++) {
    rows[to] = 0;
    to += 1;
    for (const end = from + width; from < end; from++) {
      if (read[from] !== 0xffffffff) {
        const pixel = 4 * from;
        rows[to] = pixels[pixel] ?? 0;
        rows[to + 1] = pixels[pixel + 1] ?? 0;
        rows[to + 2] = pixels[pixel + 2] ?? 0;
      }
      to += 3;
    }
  }
  return rows;
}

/** Length, name, content and checksum of name and content (PNG, 5.3). */
function chunk(name: "IHDR" | "pHYs" | "IDAT" | "IEND", content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
