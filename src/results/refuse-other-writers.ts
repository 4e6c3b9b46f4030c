import { join } from "node:path";
import { InputError } from "../errors.ts";
import { type Holder, readHolder } from "../files/lock.ts";
import { filesIn, listCandidateFolders } from "./folders.ts";
import { listCardFolders, listPlaces } from "./places.ts";

/** A process that writes into a folder now. */
export interface Writer extends Holder {
  /** Null: the whole run. */
  readonly shard: string | null;
}

export async function writersOf(path: string, now: () => number = Date.now): Promise<Writer[]> {
  const locks = (await filesIn(path)).filter((name) => /^lock(?:\.shard-\d+-of-\d+)?$/.test(name));
  const holders = locks.map(async (name) => {
    const holder = await readHolder(join(path, name), now);
    return holder === null ? [] : [{ ...holder, shard: name === "lock" ? null : name.slice("lock.".length) }];
  });
  return (await Promise.all(holders)).flat();
}

/** Everybody who writes into any folder below a results root now. */
export async function writersBelow(root: string, now: () => number): Promise<(Writer & { readonly path: string })[]> {
  const places = (await listPlaces(root)).filter(({ kind }) => kind === "matches").map(({ path }) => path);
  const folders = [...(await listCandidateFolders(root)), ...(await listCardFolders(root)), ...places];
  const found = folders.map(async (path) => (await writersOf(path, now)).map((writer) => ({ ...writer, path })));
  return (await Promise.all(found)).flat();
}

/**
 * A whole run and the shards of one would ask the same calls, so each looks for the other after taking its own lock;
 * shards write beside each other. `suffix` is the caller's own, empty for what must be alone in the folder.
 */
export async function refuseOtherWriters(path: string, suffix: string, now: () => number): Promise<void> {
  for (const { shard, pid, host } of await writersOf(path, now)) {
    if (suffix === "" ? shard === null : shard !== null) continue;
    throw new InputError(
      `${path} is being written by process ${pid} on ${host}: ${shard ?? "a run that is no shard"}`,
      {
        hint: "Wait until it ends, or write to another folder with --results and merge the two afterwards.",
      },
    );
  }
}
