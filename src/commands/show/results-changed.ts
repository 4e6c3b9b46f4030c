import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "../../errors.ts";

/** A text that changes whenever a journal below the folder does: sizes and times of its files. A missing folder has one too. */
export async function resultsChangedAt(root: string): Promise<string> {
  try {
    const files = await readdir(root, { recursive: true });
    const marks = await Promise.all(
      files
        // What begins with a dot shows nothing: archived folders, notes of launches under way.
        .filter((file) => /\.jsonl?$/u.test(file) && !file.startsWith("."))
        .sort()
        .map(async (file) => {
          const { size, mtimeMs } = await stat(join(root, file));
          return `${file} ${size} ${mtimeMs}`;
        }),
    );
    return marks.join("\n");
  } catch (error) {
    // A folder may be archived while we look.
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}
