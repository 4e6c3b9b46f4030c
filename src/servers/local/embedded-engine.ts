import { availableParallelism } from "node:os";
import type { CallActivity } from "../../chat/pace/call-activity.ts";
import { InputError, messageOf } from "../../errors.ts";
import { sha256 } from "../../files/canonical-json.ts";
import type { ReachedServer } from "../reach/reach-server.ts";
import type { Environment } from "../reach/server-access.ts";
import type { ServerFacts } from "../reach/server-facts.ts";
import { embeddedChat } from "./embedded-chat.ts";
import { type Llama, type LlamaModel, loadNodeLlamaCpp, type NodeLlamaCpp } from "./load-node-llama-cpp.ts";
import { turnTaking } from "./turn-taking.ts";

export interface EmbeddedPlan {
  /** The GGUF file. */
  readonly model: string;
  readonly alias: string;
  /** Calls at once. */
  readonly slots: number;
  /** Tokens of prompt and reply together, for each call; no more than the model was trained for are used. */
  readonly contextTokens: number;
}

export interface EmbeddedTools {
  readonly env: Environment;
  readonly cwd: string;
  /** Threads that compute; all processors but one unless said otherwise, since threads that wait for each other spin. */
  readonly threads?: number;
  /** Told of what calls are doing. */
  readonly activity?: CallActivity | undefined;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed?: () => number;
}

/**
 * A model in this process through node-llama-cpp, for machines without llama-server. The prompt is what the file's own chat
 * template renders; tokens are chosen by the sampling of the request and nothing else (its repeat penalty, top-k 40 and
 * top-p 0.95 are off unless asked for). Another build, other kernels and another order of samplers than llama-server's: results
 * are labelled as a backend of their own. A crash of the native code ends this process.
 */
export async function openEmbeddedEngine(plan: EmbeddedPlan, tools: EmbeddedTools): Promise<ReachedServer> {
  const { engine, templates, version } = await loadNodeLlamaCpp(tools.env, tools.cwd);
  const { now = () => Date.now(), elapsed = () => performance.now(), activity } = tools;
  const threads = tools.threads ?? Math.max(1, availableParallelism() - 1);
  const { llama, said } = await startEngine(engine, threads);
  try {
    const { model, template } = await loadModel(llama, plan.model, said);
    const contextSize = Math.min(plan.contextTokens, model.trainContextSize);
    const context = await model.createContext({ sequences: plan.slots, contextSize, threads });
    const rendered = new templates.Template(template);
    const sequences = turnTaking(Array.from({ length: plan.slots }, () => context.getSequence()));
    const render = (values: Record<string, unknown>) => rendered.render(values);
    const { alias, slots } = plan;
    let closing: Promise<void> | undefined;
    return {
      name: `node-llama-cpp (${alias})`,
      chat: embeddedChat({ model, context, sequences, render, alias, version }, { now, elapsed, activity }),
      facts: factsOf(plan, { model, template, contextTokens: context.contextSize, version, llama }),
      slots,
      close() {
        closing ??= llama.dispose();
        return closing;
      },
    };
  } catch (error) {
    await llama.dispose();
    throw error;
  }
}

/** `said`: what the native code complained of so far. */
async function startEngine(engine: NodeLlamaCpp, maxThreads: number) {
  const said: string[] = [];
  const llama = await engine.getLlama({
    build: "never",
    gpu: "auto",
    skipDownload: true,
    logLevel: "error",
    logger: (_, message) => {
      said.push(message.trim());
    },
    // Its own choice is four at least, which wait for each other in vain on a machine with fewer processors.
    maxThreads,
  });
  return { llama, said };
}

async function loadModel(llama: Llama, path: string, said: readonly string[]) {
  const model = await llama.loadModel({ modelPath: path }).catch((error: unknown) => {
    throw new InputError(`${path} cannot be loaded: ${messageOf(error)}`, { problems: said.slice(-5), cause: error });
  });
  const template = model.fileInfo.metadata.tokenizer?.chat_template;
  if (template === undefined || template === "") {
    throw new InputError(`${path} holds no chat template`, {
      hint: "It is a base model, or its conversion left the template out. llama-server takes one by --chat-template-file.",
    });
  }
  return { model, template };
}

function factsOf(
  { model: path, alias, slots }: EmbeddedPlan,
  has: {
    readonly model: LlamaModel;
    readonly template: string;
    readonly contextTokens: number;
    readonly version: string;
    readonly llama: { readonly gpu: string | false; readonly llamaCppRelease: { readonly release: string } };
  },
): ServerFacts {
  const { model, template, contextTokens, version, llama } = has;
  return {
    kind: "node-llama-cpp",
    identity: {
      kind: "node-llama-cpp",
      version,
      llamaCpp: llama.llamaCppRelease.release,
      type: model.typeDescription,
      chatTemplateHash: sha256(template),
    },
    observed: { modelPath: path, contextTokens, trainedContextTokens: model.trainContextSize, slots, gpu: llama.gpu },
    slots,
    contextTokens,
    models: [alias],
    template,
  };
}
