import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "../errors.ts";

/**
 * Makes a folder and those above it. Node's own recursive `mkdir` never ends where a file system says ENOENT for a folder
 * that cannot be made although the one above it is there (/proc), so each is asked for by itself.
 */
export async function makeFolder(path: string): Promise<void> {
  const missing: string[] = [];
  for (let folder = path; !(await isFolder(folder)); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) {
    await mkdir(folder).catch(async (error: unknown) => {
      // Somebody else was quicker.
      if (codeOf(error) !== "EEXIST" || !(await isFolder(folder))) throw error;
    });
  }
}

/** False: nothing is there. Throws what the file system says of a part of the path that is a file. */
async function isFolder(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).isDirectory()) return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT" && dirname(path) !== path) return false;
    throw error;
  }
  throw Object.assign(new Error(`ENOTDIR: not a directory, ${path}`), { code: "ENOTDIR", path, syscall: "mkdir" });
}
