import { sha256 } from "../files/canonical-json.ts";
import type { SourceFile } from "./source-file.ts";

/** Null when the bytes are the pinned ones, else how they differ, both hashes named. */
export function sourceMismatch(file: SourceFile, content: Uint8Array): string | null {
  const found = sha256(content);
  if (found === file.sha256 && content.length === file.bytes) return null;
  return `expected sha256 ${file.sha256} (${file.bytes} bytes), got ${found} (${content.length} bytes)`;
}
