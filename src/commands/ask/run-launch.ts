import { type Launched, launch } from "../../launch/launch.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import type { Ending } from "../exit-code.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { showDryRun } from "../terminal/show-dry-run.ts";
import { showLaunch } from "../terminal/show-launch.ts";
import { watchLaunch } from "../terminal/watch-launch.ts";

/** How a launch is shown. */
export interface LaunchDisplay {
  readonly json: boolean;
  /** A file, or `-` for stdout. */
  readonly events?: string | undefined;
}

/** Carries a launch out before the eyes of whoever is at the terminal, ended by Ctrl-C and SIGTERM. */
export async function watchedLaunch(
  spec: LaunchSpec,
  { events }: Pick<LaunchDisplay, "events">,
  io: Io,
): Promise<Launched> {
  const { env, cwd, now } = io;
  const watched = watchLaunch(events, io);
  try {
    return await launch(spec, watched, { env, cwd, now, stop: watchInterrupts(io) });
  } finally {
    await watched.close();
  }
}

/** The same, and prints what it came to. */
export async function runLaunch(spec: LaunchSpec, display: LaunchDisplay, io: Io): Promise<Ending> {
  const launched = await watchedLaunch(spec, display, io);
  if (launched.kind === "ended") return showLaunch(launched, display.json, io);
  showDryRun(launched.plan, display.json, io);
  return "done";
}
