import type { Io } from "./io.ts";

/** Flags that must not be repeated: the records that are there now are what the resumed run goes on from. */
const onlyOnce = new Set(["--fresh", "--fresh=true"]);

/** The command line that goes on where this one stopped, ready for a shell. */
export function resumeCommand(io: Io): string {
  const args = (io.argv ?? []).filter((arg) => !onlyOnce.has(arg));
  return ["mtbench", ...args.map(quoted)].join(" ");
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/u.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
