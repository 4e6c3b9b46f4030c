import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, statSync, writeSync } from "node:fs";
import { get } from "node:http";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { InputError, messageOf } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import type { Environment } from "../reach/server-access.ts";
import { freePort } from "./free-port.ts";
import { type Guard, guardChild } from "./guard-child.ts";
import { logTail } from "./log-tail.ts";

export interface LlamaServerPlan {
  /** The `llama-server` executable. */
  readonly program: string;
  /** The GGUF file. */
  readonly model: string;
  /** The model's name in the API. */
  readonly alias: string;
  /** Calls at once. */
  readonly slots: number;
  /** Tokens of prompt and reply together, for each call. */
  readonly contextTokens: number;
  /** The user's own, after ours: the last word counts. */
  readonly extraArguments: readonly string[];
  /** Its output is appended here; the folder is made. */
  readonly logPath: string;
}

export interface LlamaServerTools {
  readonly env: Environment;
  /** Whether the user wants to stop; asked while the model loads. */
  readonly isStopped: () => boolean;
  /** Milliseconds for loading. */
  readonly loadTimeoutMs: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly graceMs?: number;
  /** Milliseconds between two looks at /health. */
  readonly pollMs?: number;
}

export interface RunningLlamaServer {
  readonly baseUrl: string;
  /** What was started, for the records. */
  readonly arguments: readonly string[];
  /** Aborted when the server ends without having been told to; the reason is an Error that says how, with its last lines. */
  readonly died: AbortSignal;
  /** Ends it, by force if it does not listen, and resolves when it is gone. Calling it again does nothing more. */
  stop(): Promise<void>;
}

const defaultGraceMs = 8_000;
const defaultPollMs = 250;
const shownLines = 8;

/**
 * Starts `llama-server` on a free loopback port and waits until the model is loaded. Slots and context are explicit: without
 * them recent builds share one context among four slots and shrink it to the memory at hand. Its environment holds no
 * LLAMA_ARG_*, which would set every flag that is not given. However this process ends, the server ends with it.
 *
 * @throws InputError with the last lines of its log when it ends or does not get ready.
 */
export async function startLlamaServer(plan: LlamaServerPlan, tools: LlamaServerTools): Promise<RunningLlamaServer> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    const server = await launch(plan, tools, port);
    try {
      await untilReady(server, plan, tools);
      return server.running;
    } catch (error) {
      await server.running.stop();
      // Somebody else took the port between our look and its start.
      const tail = await logTail(plan.logPath, shownLines, server.logStart);
      const portTaken = tail.some((line) => /address already in use|couldn't bind|failed to bind/iu.test(line));
      if (!portTaken || attempt === 3) throw error;
    }
  }
}

interface Launched {
  readonly running: RunningLlamaServer;
  readonly logStart: number;
  /** How it ended; null while it runs. */
  ended(): string | null;
}

async function launch(plan: LlamaServerPlan, tools: LlamaServerTools, port: number): Promise<Launched> {
  const args = argumentsOf(plan, port);
  await makeFolder(dirname(plan.logPath));
  const log = openSync(plan.logPath, "a");
  const logStart = statSync(plan.logPath).size;
  writeSync(log, `== ${new Date().toISOString()} ${[plan.program, ...args].join(" ")}\n`);
  let child: ChildProcess;
  try {
    child = spawn(plan.program, args, {
      env: cleanEnvironment(tools.env),
      // A group of its own: Ctrl-C is for us, and calls under way may finish.
      detached: true,
      stdio: ["ignore", log, log],
      windowsHide: true,
    });
  } finally {
    closeSync(log);
  }
  const graceMs = tools.graceMs ?? defaultGraceMs;
  const guard: Guard | null = child.pid === undefined ? null : guardChild(child.pid, graceMs);
  const death = new AbortController();
  let stopping = false;
  let how: string | null = null;
  const gone = new Promise<void>((resolve) => {
    const end = (words: string) => {
      if (how !== null) return;
      how = words;
      guard?.release();
      resolve();
      if (stopping) return;
      logTail(plan.logPath, shownLines, logStart).then((tail) => {
        const said = tail.length === 0 ? "" : `; its last lines: ${tail.join(" | ")}`;
        death.abort(new Error(`llama-server ended (${words})${said}; log: ${plan.logPath}`));
      });
    };
    child.once("error", (error) => end(`it could not be started: ${messageOf(error)}`));
    child.once("exit", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
  let stopped: Promise<void> | undefined;
  const running: RunningLlamaServer = {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    arguments: args,
    died: death.signal,
    stop() {
      stopping = true;
      stopped ??= end(child, gone, graceMs, () => how !== null);
      return stopped;
    },
  };
  return { running, logStart, ended: () => how };
}

async function end(child: ChildProcess, gone: Promise<void>, graceMs: number, isGone: () => boolean): Promise<void> {
  if (isGone()) return;
  child.kill("SIGTERM");
  const patience = new AbortController();
  const timeout = wait(graceMs, undefined, { signal: patience.signal }).catch(() => undefined);
  await Promise.race([gone, timeout]);
  patience.abort();
  if (!isGone()) child.kill("SIGKILL");
  await gone;
}

function argumentsOf(plan: LlamaServerPlan, port: number): string[] {
  return [
    ...["--model", plan.model, "--alias", plan.alias],
    ...["--host", "127.0.0.1", "--port", String(port)],
    ...["--parallel", String(plan.slots), "--ctx-size", String(plan.slots * plan.contextTokens)],
    "--jinja",
    ...plan.extraArguments,
  ];
}

/** LLAMA_API_KEY would lock us out of our own server. */
function cleanEnvironment(env: Environment): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^LLAMA_(?:ARG_|API_KEY$)/u.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** 503 and refused connections mean: still loading. The child's death ends the wait at once. */
async function untilReady(server: Launched, plan: LlamaServerPlan, tools: LlamaServerTools): Promise<void> {
  const health = server.running.baseUrl.replace(/\/v1$/u, "/health");
  const until = performance.now() + tools.loadTimeoutMs;
  let last = "no answer";
  while (server.ended() === null && performance.now() < until) {
    if (tools.isStopped()) throw new Error("interrupted");
    const patience = AbortSignal.any([AbortSignal.timeout(5_000), server.running.died]);
    const status = await statusOf(health, patience);
    if (status === 200) return;
    if (status !== null) last = `HTTP ${status}`;
    const pause = tools.pollMs ?? defaultPollMs;
    await wait(pause, undefined, { signal: server.running.died }).catch(() => undefined);
  }
  const ended = server.ended();
  const what =
    ended === null
      ? `llama-server was not ready after ${Math.round(tools.loadTimeoutMs / 1000)} s (${last})`
      : `llama-server ended while it loaded ${plan.model} (${ended})`;
  throw new InputError(what, {
    problems: await logTail(plan.logPath, shownLines, server.logStart),
    hint: `Its whole log is in ${plan.logPath}. Nothing was asked.`,
  });
}

/** Null: nobody answers yet. */
function statusOf(url: string, signal: AbortSignal): Promise<number | null> {
  return new Promise((resolve) => {
    const fail = () => resolve(null);
    const asked = get(url, { signal }, (response) => {
      const end = () => resolve(response.statusCode ?? null);
      response.on("error", fail).on("end", end).resume();
    });
    asked.on("error", fail);
  });
}

/** Time for loading a file of this size: two minutes, and then as long as the slowest disks need. */
export function loadTimeFor(bytes: number): number {
  const slowestBytesPerMs = 20_000;
  return 120_000 + bytes / slowestBytesPerMs;
}
