import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  readonly result: Promise<CliResult>;
}

/** What a command line sees of the environment. */
export function environmentIn(options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }) {
  return {
    PATH: process.env.PATH,
    HOME: options.cwd,
    MTBENCH_CACHE: join(options.cwd, "cache"),
    // Nobody listens there: a test never reaches the public host.
    MTBENCH_SOURCE_MIRROR: "http://127.0.0.1:9",
    ...options.env,
  };
}

/** Starts the built program as users do, in `cwd`, with an environment of its own and no way to the network. */
export function startCli(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): CliProcess {
  const build = process.env.MTBENCH_TEST_BUILD;
  if (build === undefined) throw new Error("test/support/build.ts has not run");
  const child = spawn(process.execPath, [join(build, "cli.js"), ...args], {
    cwd: options.cwd,
    env: environmentIn(options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const result = new Promise<CliResult>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, result };
}

/** Resolves when it has said these words on stderr; rejects when it ends without them. */
export function said({ child, result }: CliProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr?.on("data", (text: string) => {
      stderr += text;
      if (stderr.includes(words)) resolve();
    });
    result.then((ended) => reject(new Error(`it ended without saying ${words}: ${ended.stderr}`)), reject);
  });
}

/** Runs the built program to its end. */
export function runCli(
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): Promise<CliResult> {
  return startCli(args, options).result;
}
