import { randomUUID } from "node:crypto";
import { link, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { codeOf } from "../errors.ts";
import { type Manifest, resultsFormat } from "./manifest.ts";

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

/**
 * A folder of an older format takes the present one with the first record that is added to it, so that the older program
 * refuses it by name and does not take the new records for damaged ones.
 */
export async function raiseFormat(path: string, manifest: Manifest): Promise<void> {
  if (manifest.format === resultsFormat) return;
  await writeFileAtomic(join(path, "manifest.json"), manifestText({ ...manifest, format: resultsFormat }));
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
