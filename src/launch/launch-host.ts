import type { LaunchEvents } from "./launch-events.ts";

/** What a launch finds around it, beside the files that it reads. */
export interface LaunchHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What relative paths are relative to. */
  readonly cwd: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly events: LaunchEvents;
}

/** Tells something that people should know. */
export function notify({ events }: Pick<LaunchHost, "events">, text: string): void {
  events.send({ type: "notice", level: "info", text });
}

/** Tells something that may spoil the result. */
export function warn({ events }: Pick<LaunchHost, "events">, text: string): void {
  events.send({ type: "notice", level: "warning", text });
}
