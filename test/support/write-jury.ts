import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes a jury of the user's own below `cwd` that rates by the procedure of mtbench-ja; `lines` are the rest of its judge.yaml. */
export async function writeJury(cwd: string, id: string, lines: readonly string[]): Promise<void> {
  const folder = join(cwd, "judges", id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "judge.yaml"), `${[`title: 試しの合議（${id}）`, ...lines].join("\n")}\n`);
}
