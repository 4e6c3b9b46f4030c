import type { Ending } from "../exit-code.ts";
import type { Io } from "../terminal/io.ts";
import type { JudgeFlags } from "./judge-verb.ts";
import { judgingSpec } from "./run-flags.ts";
import { runLaunch } from "./run-launch.ts";

/** `mtbench judge`: rates the answers that are there and asks no candidate. */
export async function judge(flags: JudgeFlags, io: Io): Promise<Ending> {
  return runLaunch(await judgingSpec(flags, io), flags, io);
}
