import type { LaunchEvent } from "../../launch/launch-events.ts";
import type { LaunchHost } from "../../launch/launch-host.ts";
import type { Io } from "./io.ts";

/** The terminal as a launch sees it: what people should know goes to stderr. */
export function launchHost(io: Pick<Io, "env" | "cwd" | "now" | "err">): LaunchHost {
  const { env, cwd, now } = io;
  return { env, cwd, now, events: { send: (event) => io.err(noticeText(event)) } };
}

function noticeText({ level, text }: LaunchEvent): string {
  return `${level === "warning" ? "warning: " : ""}${text}\n`;
}
