import { z } from "zod";

/**
 * A public file that is not ours to ship, pinned by its bytes. The URL names one version for good (a commit, not a
 * branch) and has no query, so that its path can be a path in the cache.
 */
export const sourceFileSchema = z.strictObject({
  url: z.string().refine(isPinnable, "expected an http(s) URL without query, fragment and user name"),
  /** Of the whole file, 64 lower-case hex digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits"),
  /** Length of the file. */
  bytes: z.number().int().min(0),
  /** SPDX id, or a few words where there is none. */
  licence: z.string().min(1),
});

export type SourceFile = Readonly<z.infer<typeof sourceFileSchema>>;

function isPinnable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const plain = url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  return plain && (url.protocol === "https:" || url.protocol === "http:") && !url.pathname.endsWith("/");
}
