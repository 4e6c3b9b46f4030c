import { cp, mkdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { runMain } from "./run-main.ts";

/** Milliseconds that one process waits for the demo of another before it makes its own. */
const patienceMs = 120_000;

let made: Promise<string> | undefined;

/**
 * Puts the results of a finished `mtbench demo` into the folder: those that it makes anew in every place, but made once in
 * a run of the tests. Its matches are left out where they are to be made anew.
 */
export async function finishedDemo(results: string, { matches }: { readonly matches: boolean }): Promise<void> {
  made ??= makeOnce(join(tmpdir(), "finished-demo"));
  await cp(await made, results, { recursive: true });
  if (!matches) await rm(join(results, "ja-original", "+matches"), { recursive: true });
}

/** Whoever comes first makes it; the other processes of this run wait for it to appear whole. */
async function makeOnce(folder: string): Promise<string> {
  const making = `${folder}.making`;
  const isFirst = await mkdir(making).then(
    () => true,
    () => false,
  );
  for (let waited = 0; !isFirst && waited < patienceMs; waited += 50) {
    if (await isThere(folder)) return folder;
    await wait(50);
  }
  const cwd = join(tmpdir(), `demo-${process.pid}`);
  await mkdir(cwd, { recursive: true });
  const { code, stderr } = await runMain(["demo", "--results", "results"], { cwd });
  if (code !== 0) throw new Error(`the demo ended with ${code}: ${stderr}`);
  // One that was waited for in vain may have come after all.
  await rename(join(cwd, "results"), folder).catch(async (error: unknown) => {
    if (!(await isThere(folder))) throw error;
  });
  return folder;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
