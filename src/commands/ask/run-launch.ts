import { type Launched, launch } from "../../launch/launch.ts";
import type { LaunchSpec } from "../../launch/launch-spec.ts";
import type { Ending } from "../exit-code.ts";
import { watchInterrupts } from "../terminal/interrupts.ts";
import type { Io } from "../terminal/io.ts";
import { watchLaunch } from "../terminal/watch-launch.ts";
import { engineOfLaunch } from "./engine-of-launch.ts";

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
  const tuneEngine = engineOfLaunch();
  const watched = watchLaunch(events, io);
  let isLoading = false;
  const send: typeof watched.send = (event) => {
    watched.send(event);
    tuneEngine(event);
    // What shows the end is not needed before, and there is time for it while the others are waited for.
    if (isLoading || event.type !== "answer") return;
    isLoading = true;
    loadEnd().catch(() => undefined);
  };
  try {
    return await launch(spec, { ...watched, send }, { env, cwd, now, stop: watchInterrupts(io) });
  } finally {
    await watched.close();
  }
}

function loadEnd() {
  return import("../terminal/show-launch.ts");
}

/** The same, and prints what it came to. */
export async function runLaunch(spec: LaunchSpec, display: LaunchDisplay, io: Io): Promise<Ending> {
  const launched = await watchedLaunch(spec, display, io);
  if (launched.kind === "ended") return (await loadEnd()).showLaunch(launched, display.json, io);
  const { showDryRun } = await import("../terminal/show-dry-run.ts");
  showDryRun(launched.plan, display.json, io);
  return "done";
}
