import type { LaunchEvent } from "../../launch/launch-events.ts";
import type { LaunchHost } from "../../launch/launch-host.ts";
import type { Io } from "./io.ts";

/** The terminal for what looks at models and folders and makes no run: what people should know goes to stderr. */
export function launchHost(io: Pick<Io, "env" | "cwd" | "now" | "err">): LaunchHost {
  const { env, cwd, now } = io;
  const send = (event: LaunchEvent): void => {
    if (event.type === "notice") io.err(noticeText(event));
  };
  return { env, cwd, now, events: { send } };
}

export function noticeText({ level, text }: LaunchEvent & { readonly type: "notice" }): string {
  return `${level === "warning" ? "warning: " : ""}${text}\n`;
}
