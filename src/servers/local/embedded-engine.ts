import { availableParallelism } from "node:os";
import { z } from "zod";
import type { Chat, ChatFailure, ChatOutcome, ChatRequest, Timing } from "../../chat/chat.ts";
import { withThoughtTokens } from "../../chat/reply/finish-reply.ts";
import { splitThinking } from "../../chat/reply/split-thinking.ts";
import { InputError, messageOf } from "../../errors.ts";
import { sha256 } from "../../files/canonical-json.ts";
import { jsonSchema } from "../../files/json-schema.ts";
import type { ReachedServer } from "../reach/reach-server.ts";
import type { Environment } from "../reach/server-access.ts";
import type { ServerFacts } from "../reach/server-facts.ts";
import { type EvaluateOptions, type LlamaModel, loadNodeLlamaCpp } from "./load-node-llama-cpp.ts";
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
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed?: () => number;
}

/** Room that the prompt leaves for at least this much of a reply; less is an overflow. */
const smallestReply = 1;

const bodySchema = z.looseObject({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  max_tokens: z.number().int().min(1),
  // What is not sent is off here; it is a strict procedure that sends little.
  temperature: z.number().min(0).default(1),
  top_p: z.number().min(0).max(1).default(1),
  top_k: z.number().int().default(0),
  min_p: z.number().min(0).max(1).default(0),
  presence_penalty: z.number().default(0),
  frequency_penalty: z.number().default(0),
  repetition_penalty: z.number().default(1),
  seed: z.number().int().exactOptional(),
  reasoning_effort: z.string().exactOptional(),
  chat_template_kwargs: z.record(z.string(), jsonSchema).default({}),
});
type Body = z.infer<typeof bodySchema>;

/**
 * A model in this process through node-llama-cpp, for machines without llama-server. The prompt is what the file's own chat
 * template renders; tokens are chosen by the sampling of the request and nothing else (its repeat penalty, top-k 40 and
 * top-p 0.95 are off unless asked for). Another build, other kernels and another order of samplers than llama-server's: results
 * are labelled as a backend of their own. A crash of the native code ends this process.
 */
export async function openEmbeddedEngine(plan: EmbeddedPlan, tools: EmbeddedTools): Promise<ReachedServer> {
  const { engine, templates, version } = await loadNodeLlamaCpp(tools.env, tools.cwd);
  const { now = () => Date.now(), elapsed = () => performance.now() } = tools;
  const said: string[] = [];
  const logger = (_: string, message: string) => {
    said.push(message.trim());
  };
  const maxThreads = tools.threads ?? Math.max(1, availableParallelism() - 1);
  const llama = await engine.getLlama({
    build: "never",
    gpu: "auto",
    skipDownload: true,
    logLevel: "error",
    logger,
    // Its own choice is four at least, which wait for each other in vain on a machine with fewer processors.
    maxThreads,
  });
  try {
    const model = await llama.loadModel({ modelPath: plan.model }).catch((error: unknown) => {
      throw new InputError(`${plan.model} cannot be loaded: ${messageOf(error)}`, {
        problems: said.slice(-5),
        cause: error,
      });
    });
    const template = model.fileInfo.metadata.tokenizer?.chat_template;
    if (template === undefined || template === "") {
      throw new InputError(`${plan.model} holds no chat template`, {
        hint: "It is a base model, or its conversion left the template out. llama-server takes one by --chat-template-file.",
      });
    }
    const contextSize = Math.min(plan.contextTokens, model.trainContextSize);
    const context = await model.createContext({ sequences: plan.slots, contextSize, threads: maxThreads });
    const render = new templates.Template(template);
    const sequences = turnTaking(Array.from({ length: plan.slots }, () => context.getSequence()));
    const facts = factsOf(plan, { model, template, contextTokens: context.contextSize, version, llama });

    const chat: Chat = async (request) => {
      const startedAt = new Date(now()).toISOString();
      const started = elapsed();
      let firstTokenMs: number | null = null;
      const timing = (): Timing => ({ startedAt, firstTokenMs, totalMs: elapsed() - started });
      const failed = (reason: ChatFailure["reason"], message: string): ChatFailure => {
        return {
          status: "failed",
          reason,
          message,
          httpStatus: null,
          scope: "call",
          timing: timing(),
          failedAttempts: [],
        };
      };
      const body = bodySchema.parse(request.body);
      let prompt: number[];
      try {
        prompt = promptOf(body, model, (values) => render.render(values));
      } catch (error) {
        return failed("request-failed", `the chat template refuses the conversation: ${messageOf(error)}`);
      }
      const room = context.contextSize - prompt.length;
      if (room < smallestReply) {
        return failed("context-overflow", `the prompt has ${prompt.length} tokens, the context ${context.contextSize}`);
      }
      const sequence = await sequences.take(request.signal);
      try {
        await sequence.clearHistory();
        const tokens: number[] = [];
        const limit = Math.min(body.max_tokens, room);
        let finish: "stop" | "length" = "stop";
        for await (const token of sequence.evaluate(prompt, samplingOf(body, prompt, tokens))) {
          firstTokenMs ??= elapsed() - started;
          tokens.push(token);
          request.signal?.throwIfAborted();
          if (tokens.length < limit) continue;
          finish = "length";
          break;
        }
        const isFull = finish === "length" && limit < body.max_tokens;
        const text = model.detokenize(tokens, true);
        return replyOf(request, { text, finish, isFull, prompt, tokens, timing: timing() });
      } catch (error) {
        request.signal?.throwIfAborted();
        return failed("request-failed", `node-llama-cpp: ${messageOf(error)}`);
      } finally {
        sequences.give(sequence);
      }
    };

    function replyOf(
      { showsThoughts = false, body }: ChatRequest,
      made: {
        readonly text: string;
        readonly finish: "stop" | "length";
        /** The context ended it, not the limit that was asked for. */
        readonly isFull: boolean;
        readonly prompt: readonly number[];
        readonly tokens: readonly number[];
        readonly timing: Timing;
      },
    ): ChatOutcome {
      const { text, finish, prompt, tokens } = made;
      const split = splitThinking({ content: text, reasoning: null, finish, showsThoughts, model: body.model });
      const usage = {
        promptTokens: prompt.length,
        completionTokens: tokens.length,
        reasoningTokens: null,
        cachedPromptTokens: 0,
      };
      const lengthOf = (count: number) => model.detokenize(tokens.slice(0, count), true).length;
      const tokensBefore = (character: number) => mostWithin(tokens.length, (count) => lengthOf(count) <= character);
      return {
        status: "replied",
        ...split,
        finish,
        ...(made.isFull ? { contextFull: true } : {}),
        refusal: null,
        usage: withThoughtTokens({ content: text, reasoning: null, usage, tokensBefore }, split),
        timing: made.timing,
        model: plan.alias,
        systemFingerprint: `node-llama-cpp ${version}`,
        dropped: [],
        failedAttempts: [],
      };
    }

    let closing: Promise<void> | undefined;
    return {
      name: `node-llama-cpp (${plan.alias})`,
      chat,
      facts,
      slots: plan.slots,
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

/** As llama-server does it: the template's text with its special tokens, and the beginning token once. */
function promptOf(body: Body, model: LlamaModel, render: (values: Record<string, unknown>) => string): number[] {
  const { bos, bosString, eosString } = model.tokens;
  const text = render({
    messages: body.messages,
    add_generation_prompt: true,
    bos_token: bosString ?? "",
    eos_token: eosString ?? "",
    ...(body.reasoning_effort === undefined ? {} : { reasoning_effort: body.reasoning_effort }),
    ...body.chat_template_kwargs,
  });
  const tokens = model.tokenize(text, true);
  return model.shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens;
}

/** The penalties count the prompt's tokens too, as vLLM's repetition penalty does. */
function samplingOf(body: Body, prompt: readonly number[], written: readonly number[]): EvaluateOptions {
  const { presence_penalty, frequency_penalty, repetition_penalty } = body;
  const isPenalised = presence_penalty !== 0 || frequency_penalty !== 0 || repetition_penalty !== 1;
  return {
    temperature: body.temperature,
    topK: Math.max(0, body.top_k),
    topP: body.top_p,
    minP: body.min_p,
    ...(body.seed === undefined ? {} : { seed: body.seed }),
    ...(isPenalised
      ? {
          repeatPenalty: {
            punishTokens: () => (repetition_penalty === 1 ? [...written] : [...prompt, ...written]),
            maxPunishTokens: prompt.length + body.max_tokens,
            penalty: repetition_penalty,
            frequencyPenalty: frequency_penalty,
            presencePenalty: presence_penalty,
          },
        }
      : {}),
    yieldEogToken: false,
  };
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

/** The largest count up to `limit` for which it holds, given that it holds for all smaller ones. */
function mostWithin(limit: number, holds: (count: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
