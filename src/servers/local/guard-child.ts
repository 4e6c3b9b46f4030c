import { type ChildProcess, spawn } from "node:child_process";

/**
 * Runs beside a child of ours in a process of its own and outlives us for a moment: when our end of its input closes, however
 * we ended (a crash, SIGKILL), it ends the child. Its group is not the terminal's, so that Ctrl-C reaches us alone. Written
 * as text, because the program is compiled where it runs as a package and is not where it runs from source.
 */
const guardProgram = `
  const [pid, graceMs] = process.argv.slice(1).map(Number);
  const kill = (signal) => { try { process.kill(pid, signal); return true; } catch { return false; } };
  process.stdin.on("error", () => {}).on("close", () => {
    if (!kill("SIGTERM")) process.exit();
    const until = Date.now() + graceMs;
    const timer = setInterval(() => {
      if (kill(0) && Date.now() < until) return;
      clearInterval(timer);
      kill("SIGKILL");
    }, 100);
  }).resume();
`;

export interface Guard {
  /** The child has ended by itself: nothing is left to guard. Must be called before its process id can be another's. */
  release(): void;
}

/** Sees to it that the process `pid` does not outlive us. It gets SIGTERM, and SIGKILL after `graceMs`. */
export function guardChild(pid: number, graceMs: number): Guard {
  const guard: ChildProcess = spawn(process.execPath, ["-e", guardProgram, String(pid), String(graceMs)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    windowsHide: true,
    env: {},
  });
  guard.on("error", () => undefined);
  guard.stdin?.on("error", () => undefined);
  guard.unref();
  return {
    release() {
      guard.kill("SIGKILL");
    },
  };
}
