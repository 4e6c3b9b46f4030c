import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, InputError } from "../errors.ts";
import { folderName } from "../files/folder-name.ts";
import type { Manifest } from "./manifest.ts";

/** Kept by hand beside the runs; never a question set's folder. */
export const publishedFolder = "published";

/** Where one candidate's answers to one question set live. Imports stand beside runs and never share a folder with one. */
export function candidatePath(
  root: string,
  questionSet: string,
  candidate: string,
  origin: Manifest["origin"],
): string {
  const set = folderName(questionSet);
  if (set === publishedFolder) {
    throw new InputError(`a question set cannot be called ${questionSet}: results/${publishedFolder} is kept by hand`);
  }
  // A plus sign stands in no encoded id.
  return join(root, set, `${folderName(candidate)}${origin === "import" ? "+import" : ""}`);
}

/**
 * Folders of candidates below a results root, in name order; `published`, what begins with a plus sign (places.ts) and
 * folders without a manifest are passed over.
 */
export async function listCandidateFolders(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const set of await foldersIn(root)) {
    if (set === publishedFolder || set.startsWith("+")) continue;
    for (const candidate of await foldersIn(join(root, set))) {
      if (candidate.startsWith("+")) continue;
      const path = join(root, set, candidate);
      if ((await filesIn(path)).includes("manifest.json")) found.push(path);
    }
  }
  return found;
}

export async function filesIn(path: string): Promise<string[]> {
  return namesIn(path, (entry) => entry.isFile());
}

/** Names in a folder of what is neither a file nor a folder (a pipe, a device), and of folders. */
export async function noFilesIn(path: string): Promise<string[]> {
  return namesIn(path, (entry) => !entry.isFile());
}

/** Folders in a folder, in name order; hidden ones are none, and what is not there holds none. */
export async function foldersIn(path: string): Promise<string[]> {
  return namesIn(path, (entry) => entry.isDirectory() && !entry.name.startsWith("."));
}

type Entry = Pick<import("node:fs").Dirent, "name" | "isFile" | "isDirectory">;

/** A link as what it leads to. Throws an InputError for one that leads nowhere or in a circle. */
async function followed(folder: string, name: string): Promise<Entry> {
  const path = join(folder, name);
  try {
    const facts = await stat(path);
    return { name, isFile: () => facts.isFile(), isDirectory: () => facts.isDirectory() };
  } catch (error) {
    const code = codeOf(error);
    if (code !== "ENOENT" && code !== "ELOOP") throw error;
    throw new InputError(`${path} is a link that leads ${code === "ELOOP" ? "in a circle" : "nowhere"}`, {
      hint: "Is the disk that it leads to mounted? Mend the link or remove it.",
      cause: error,
    });
  }
}

async function namesIn(path: string, keep: (entry: Entry) => boolean): Promise<string[]> {
  try {
    const entries = await Promise.all(
      (await readdir(path, { withFileTypes: true })).map(async (entry) =>
        // Labs keep results on other disks: what a link leads to is what stands there.
        entry.isSymbolicLink() && !entry.name.startsWith(".") ? await followed(path, entry.name) : entry,
      ),
    );
    return entries
      .filter(keep)
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
