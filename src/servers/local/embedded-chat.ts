import { z } from "zod";
import type { Chat, ChatFailure, ChatOutcome, ChatRequest, Timing } from "../../chat/chat.ts";
import type { CallActivity } from "../../chat/pace/call-activity.ts";
import { withThoughtTokens } from "../../chat/reply/finish-reply.ts";
import { splitThinking } from "../../chat/reply/split-thinking.ts";
import { messageOf } from "../../errors.ts";
import { jsonSchema } from "../../files/json-schema.ts";
import type { EvaluateOptions, LlamaContext, LlamaModel, LlamaSequence } from "./load-node-llama-cpp.ts";
import type { TurnTaking } from "./turn-taking.ts";

/** A loaded model, ready to write. */
export interface EmbeddedModel {
  readonly model: LlamaModel;
  readonly context: Pick<LlamaContext, "contextSize">;
  readonly sequences: TurnTaking<LlamaSequence>;
  /** The chat template, filled in. */
  readonly render: (values: Record<string, unknown>) => string;
  /** What it is called in records. */
  readonly alias: string;
  readonly version: string;
}

export interface EmbeddedClocks {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed: () => number;
  /** Told of what calls are doing. */
  readonly activity?: CallActivity | undefined;
}

/** Room that the prompt leaves for at least this much of a reply; less is an overflow. */
const smallestReply = 1;

/** Tokens of a reply that nobody limited, for the penalties. */
const usualReply = 4_096;

const bodySchema = z.looseObject({
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  /** Absent: as many as the context has room for. */
  max_tokens: z.number().int().min(1).optional(),
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

/** Asks a model of this process as a server would be asked. */
export function embeddedChat(loaded: EmbeddedModel, clocks: EmbeddedClocks): Chat {
  const { model, context, sequences } = loaded;
  return async (request) => {
    const watch = stopwatch(clocks);
    const body = bodySchema.parse(request.body);
    let prompt: number[];
    try {
      prompt = promptOf(body, model, loaded.render);
    } catch (error) {
      const message = `the chat template refuses the conversation: ${messageOf(error)}`;
      return failed("request-failed", message, watch.timing());
    }
    const room = context.contextSize - prompt.length;
    if (room < smallestReply) {
      const message = `the prompt has ${prompt.length} tokens, the context ${context.contextSize}`;
      return failed("context-overflow", message, watch.timing());
    }
    const sequence = await sequences.take(request.signal);
    const active = clocks.activity?.begin();
    let count = 0;
    try {
      const written = await write(sequence, prompt, body, room, () => {
        watch.token();
        count += 1;
        active?.tokens(count);
        request.signal?.throwIfAborted();
      });
      return replyOf(request, written, prompt, loaded, watch.timing());
    } catch (error) {
      request.signal?.throwIfAborted();
      return failed("request-failed", `node-llama-cpp: ${messageOf(error)}`, watch.timing());
    } finally {
      active?.end();
      sequences.give(sequence);
    }
  };
}

interface Written {
  readonly tokens: readonly number[];
  readonly finish: "stop" | "length";
  /** The context ended it, not the limit that was asked for. */
  readonly isFull: boolean;
}

async function write(
  sequence: LlamaSequence,
  prompt: number[],
  body: Body,
  room: number,
  onToken: () => void,
): Promise<Written> {
  await sequence.clearHistory();
  const tokens: number[] = [];
  const wanted = body.max_tokens ?? Number.POSITIVE_INFINITY;
  const limit = Math.min(wanted, room);
  for await (const token of sequence.evaluate(prompt, samplingOf(body, prompt, tokens))) {
    tokens.push(token);
    onToken();
    if (tokens.length >= limit) return { tokens, finish: "length", isFull: limit < wanted };
  }
  return { tokens, finish: "stop", isFull: false };
}

function replyOf(
  { showsThoughts = false, body }: ChatRequest,
  { tokens, finish, isFull }: Written,
  prompt: readonly number[],
  { model, alias, version }: EmbeddedModel,
  timing: Timing,
): ChatOutcome {
  const text = model.detokenize([...tokens], true);
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
    ...(isFull ? { contextFull: true } : {}),
    refusal: null,
    usage: withThoughtTokens({ content: text, reasoning: null, usage, tokensBefore }, split),
    timing,
    model: alias,
    systemFingerprint: `node-llama-cpp ${version}`,
    dropped: [],
    failedAttempts: [],
  };
}

function failed(reason: ChatFailure["reason"], message: string, timing: Timing): ChatFailure {
  return { status: "failed", reason, message, httpStatus: null, scope: "call", timing, failedAttempts: [] };
}

function stopwatch({ now, elapsed }: EmbeddedClocks) {
  const startedAt = new Date(now()).toISOString();
  const started = elapsed();
  let firstTokenMs: number | null = null;
  return {
    token(): void {
      firstTokenMs ??= elapsed() - started;
    },
    timing: (): Timing => ({ startedAt, firstTokenMs, totalMs: elapsed() - started }),
  };
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
            maxPunishTokens: prompt.length + (body.max_tokens ?? usualReply),
            penalty: repetition_penalty,
            frequencyPenalty: frequency_penalty,
            presencePenalty: presence_penalty,
          },
        }
      : {}),
    yieldEogToken: false,
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
