import { randomUUID } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../errors.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Writes a folder's manifest unless there is one. Several shards may do so at the same moment on a shared file system:
 * the file appears whole and once, and who came later keeps the one that is there. False: it was there.
 */
export async function createManifest(path: string, manifest: Manifest): Promise<boolean> {
  const text = manifestText(manifest);
  const target = join(path, "manifest.json");
  const draft = `${target}.${randomUUID()}`;
  try {
    await writeFile(draft, text, { flush: true });
    await link(draft, target);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") return false;
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS" && code !== "EOPNOTSUPP") throw error;
    return await createWithoutLink(target, text);
  } finally {
    await rm(draft, { force: true });
  }
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** For file systems without hard links (exFAT, some network drives). */
async function createWithoutLink(target: string, text: string): Promise<boolean> {
  try {
    await writeFile(target, text, { flag: "wx", flush: true });
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}
