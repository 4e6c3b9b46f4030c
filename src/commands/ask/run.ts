import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import { askingSpec } from "./run-flags.ts";
import { runLaunch } from "./run-launch.ts";
import type { RunFlags } from "./run-verb.ts";

/**
 * `mtbench run` and, without `isRated`, `mtbench answer`: asks every candidate what is due, rates it as it comes, keeps
 * every record, and shows the leaderboard of what it touched. Started again after any ending it asks only what is due.
 */
export async function run(flags: RunFlags, io: Io, { isRated } = { isRated: true }): Promise<Ending> {
  return runLaunch(await askingSpec(flags, { isRated }, io), flags, io);
}
