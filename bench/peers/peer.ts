import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/files/package-root.ts";

export interface PeerQuestion {
  readonly id: string;
  readonly category: string;
  readonly turns: readonly [string, string];
  /** One a turn. */
  readonly references: readonly string[];
}

/** Where a peer runs: what was installed, a fresh folder, two servers, what to ask. */
export interface PeerPlace {
  /** Of this peer's own installation. */
  readonly home: string;
  readonly work: string;
  /** Ends in `/v1`; the model there is `candidate`. */
  readonly answerUrl: string;
  /** Ends in `/v1`; the model there is `judge`, or whatever name is asked for. */
  readonly judgeUrl: string;
  /** Calls that either server works on at once. */
  readonly slots: number;
  readonly questions: readonly PeerQuestion[];
}

/** One process of a peer's run. */
export interface PeerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person would type. */
  readonly input?: string;
}

/** A harness that can be measured. */
export interface Peer {
  readonly name: string;
  /** What it does with the questions, and what it cannot: one line. */
  readonly manner: string;
  /** A judge's reply that it can read. */
  readonly judgeReply: string;
  /** Puts it into a folder by its own package manager; nothing where it is there. Throws with the reason where it cannot. */
  readonly install: (home: string) => void;
  readonly version: (home: string) => string;
  /** Writes its configuration, and says what to start, one after another. */
  readonly commands: (place: PeerPlace) => readonly PeerCommand[];
}

/** The program that measures others needs it too. */
export const python = "python3";

/** A virtual environment with packages of PyPI. `pip` are pip's arguments, one list an installation. */
export function installPython(home: string, pip: readonly (readonly string[])[]): void {
  const done = join(home, "installed");
  if (existsSync(done)) return;
  runOrThrow(python, ["-m", "venv", home]);
  for (const args of pip) runOrThrow(join(home, "bin", "pip"), ["install", "--quiet", ...args]);
  runOrThrow("touch", [done]);
}

export function pythonVersion(home: string, name: string): string {
  const ask = `import importlib.metadata; print(importlib.metadata.version(${JSON.stringify(name)}))`;
  return runOrThrow(join(home, "bin", "python"), ["-c", ask]).trim();
}

/** A program beside these files. */
export function script(name: string): string {
  return join(packageRoot, "bench", "peers", name);
}

/** What it prints. Throws with the end of its complaint. */
export function runOrThrow(program: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    timeout: 1_800_000,
    ...(cwd === undefined ? {} : { cwd }),
  });
  if (status === 0) return stdout;
  const said = (stderr || stdout || error?.message || "").trim().split("\n").slice(-2).join(" ");
  throw new Error(`${program} ${args.slice(0, 4).join(" ")}: ${said}`);
}
