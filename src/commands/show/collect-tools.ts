import type { CollectTools } from "../../reports/page/collect-report.ts";
import type { Io } from "../terminal/io.ts";

/** The terminal for what collects a report: what it could not read or leaves out goes to stderr. */
export function collectTools({ cwd, env, now, err }: Pick<Io, "cwd" | "env" | "now" | "err">): CollectTools {
  return { cwd, env, now, tell: (sentence) => err(`${sentence}\n`) };
}
