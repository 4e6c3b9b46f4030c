import { createHash } from "node:crypto";
import { open } from "node:fs/promises";

const pieces = 256;
const pieceBytes = 65_536;

/**
 * A hash that tells weights apart without reading all of them: sha256 over the size and 256 pieces of 64 KiB, spread evenly
 * over the file, its beginning and end included. Training changes every tensor, so another checkpoint under the same name
 * never passes for this one. A file of up to 16 MiB is read whole.
 */
export async function ggufRevision(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const hash = createHash("sha256").update(`${size}\n`);
    const buffer = new Uint8Array(pieceBytes);
    const whole = size <= pieces * pieceBytes;
    const count = whole ? Math.ceil(size / pieceBytes) : pieces;
    for (let piece = 0; piece < count; piece++) {
      const at = whole ? piece * pieceBytes : Math.floor(((size - pieceBytes) * piece) / (pieces - 1));
      const { bytesRead } = await file.read(buffer, 0, pieceBytes, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
    return `gguf:${hash.digest("hex")}`;
  } finally {
    await file.close();
  }
}
