import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Chat, ChatFailure } from "../../chat/chat.ts";
import type { CallActivity } from "../../chat/pace/call-activity.ts";
import { InputError, messageOf } from "../../errors.ts";
import { type ReachedServer, type ReachOptions, reachServers } from "../reach/reach-server.ts";
import type { Environment } from "../reach/server-access.ts";
import { openEmbeddedEngine } from "./embedded-engine.ts";
import { findLlamaServer } from "./find-llama-server.ts";
import { ggufRevision } from "./gguf-revision.ts";
import { loadTimeFor, startLlamaServer } from "./start-llama-server.ts";

/** Calls at once where the user does not say: llama-server's own number, and one for the engine in this process. */
const usualSlots = { llamaServer: 4, embedded: 1 } as const;

/** A model to be run here from its file. */
export interface FilePlan {
  /** Absolute path of the GGUF file. */
  readonly path: string;
  /** Its name in the API. */
  readonly alias: string;
  /** Calls at once; undefined: by the engine. */
  readonly slots: number | undefined;
  /** Tokens of prompt and reply together that a call may need. */
  readonly contextTokens: number;
}

export interface FileTools extends ReachOptions {
  readonly env: Environment;
  readonly cwd: string;
  /** `--llama-server`. */
  readonly llamaServer: string | undefined;
  /** Further arguments for it. */
  readonly llamaArguments: readonly string[];
  /** Logs of the servers that are started go here. */
  readonly logFolder: string;
  /** Whether the user wants to stop; asked while the model loads. */
  readonly isStopped: () => boolean;
  /** Told of what calls are doing. */
  readonly activity?: CallActivity;
  /** The clock of the records, milliseconds since 1970. */
  readonly now: () => number;
}

export interface ReachedFile extends ReachedServer {
  /** Base URL of the server that was started, or the file's own. */
  readonly baseUrl: string;
  /** Hash of the weights. */
  readonly revision: string;
}

/** Runs a GGUF file: by a `llama-server` of its own where there is one, else by the embedded engine. Says which. */
export async function reachFile(plan: FilePlan, tools: FileTools): Promise<ReachedFile> {
  const program = await findLlamaServer(tools.env, { named: tools.llamaServer, cwd: tools.cwd });
  const revision = await ggufRevision(plan.path);
  if (program !== null) return { ...(await reachLlamaServer(program, plan, tools)), revision };
  const { path: model, alias, contextTokens, slots = usualSlots.embedded } = plan;
  const engine = await openEmbeddedEngine({ model, alias, contextTokens, slots }, tools);
  tools.say(`${alias}: no llama-server on this machine; run in this process by node-llama-cpp, a backend of its own`);
  return { ...engine, baseUrl: pathToFileURL(model).href, revision };
}

async function reachLlamaServer(
  program: string,
  plan: FilePlan,
  tools: FileTools,
): Promise<Omit<ReachedFile, "revision">> {
  const { alias, path, contextTokens, slots = usualSlots.llamaServer } = plan;
  const logPath = join(tools.logFolder, `${basename(path).replace(/[^\p{L}\p{N}._-]/gu, "_")}.log`);
  tools.say(`${alias}: starting ${program} with ${slots} slots of ${contextTokens} tokens; its log: ${logPath}`);
  const { size } = await stat(path);
  const server = await startLlamaServer(
    { program, model: path, alias, slots, contextTokens, extraArguments: tools.llamaArguments, logPath },
    { env: tools.env, isStopped: tools.isStopped, loadTimeoutMs: loadTimeFor(size) },
  );
  try {
    const reached = await reachServers([{ baseUrl: server.baseUrl, apiKey: null }], { ...tools, proxies: {} });
    if (reached.facts.kind !== "llama.cpp" || !reached.facts.models?.includes(alias)) {
      await reached.close();
      throw new InputError(`${server.baseUrl} is not the llama-server that was started there: ${logPath} says more`);
    }
    const started = { program, arguments: [...server.arguments] };
    return {
      ...reached,
      baseUrl: server.baseUrl,
      facts: { ...reached.facts, observed: { ...reached.facts.observed, started } },
      chat: untilDeath(reached.chat, server.died, tools.now),
      async close() {
        await reached.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Calls to a server that has died end at once with its last words, instead of trying again and again. */
function untilDeath(chat: Chat, died: AbortSignal, now: () => number): Chat {
  const gone = (): ChatFailure => ({
    status: "failed",
    reason: "request-failed",
    message: messageOf(died.reason),
    httpStatus: null,
    scope: "server",
    timing: { startedAt: new Date(now()).toISOString(), firstTokenMs: null, totalMs: 0 },
    failedAttempts: [],
  });
  return async (request) => {
    if (died.aborted) return gone();
    const signal = request.signal === undefined ? died : AbortSignal.any([request.signal, died]);
    try {
      const outcome = await chat({ ...request, signal });
      return died.aborted && outcome.status === "failed" ? gone() : outcome;
    } catch (error) {
      if (died.aborted && request.signal?.aborted !== true) return gone();
      throw error;
    }
  };
}
