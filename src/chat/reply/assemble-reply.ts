import { z } from "zod";
import { isPlainObject, isTextOrNull } from "../../files/plain-shape.ts";
import type { ChatReply, Usage } from "../chat.ts";
import { finishMeaning } from "./finish-reasons.ts";
import { type GrowingText, growingText } from "./growing-text.ts";

/** One reply put together, thought and answer as the server sent them. */
export interface AssembledReply {
  readonly content: string;
  readonly reasoning: string | null;
  readonly refusal: string | null;
  readonly finish: ChatReply["finish"];
  /** The reply ended at the end of the server's context, by the server's own word. */
  readonly contextFull: boolean;
  /** The server's word for the end where it is none that we know; null: it gave none. Undefined where the end is known. */
  readonly finishWord: string | null | undefined;
  readonly usage: Usage;
  readonly model: string | null;
  readonly systemFingerprint: string | null;
  /** Tokens that the server had counted before it sent this character of thought and answer together; null: it keeps no running count. */
  readonly tokensBefore: (character: number) => number | null;
}

/** Puts a reply together from the chunks of a stream, or from one whole completion. */
export interface Assembly {
  /** Takes one parsed JSON value; true when it held a piece of thought or answer. */
  take(chunk: unknown): boolean;
  /** Whether any choice was seen. */
  hasChoice(): boolean;
  /** Whether the server said why the reply ended. */
  hasFinish(): boolean;
  /** The server's word for an end that leaves a piece of an answer (`error`, `abort`); null: it was none. */
  interruption(): string | null;
  /** The server sends all so far with every piece, and then one that does not go on from it. */
  isGarbled(): boolean;
  /** Tokens so far by the server's running count; pieces of text where it keeps none. */
  tokens(): number;
  /** Characters so far. */
  size(): number;
  reply(): AssembledReply;
}

const text = z.string().nullish().catch(null);
const count = z.number().int().min(0).nullish().catch(null);

/** Mistral sends content as a list of parts. */
const partSchema = z.looseObject({
  type: text,
  text,
  thinking: z.array(z.looseObject({ text })).nullish().catch(null),
});

const pieceSchema = z
  .looseObject({
    content: z
      .union([z.string(), z.array(partSchema)])
      .nullish()
      .catch(null),
    reasoning: text,
    reasoning_content: text,
    refusal: text,
  })
  .nullish()
  .catch(null);

const usageSchema = z
  .looseObject({
    prompt_tokens: count,
    completion_tokens: count,
    /** SGLang. */
    reasoning_tokens: count,
    completion_tokens_details: z.looseObject({ reasoning_tokens: count }).nullish().catch(null),
    prompt_tokens_details: z.looseObject({ cached_tokens: count }).nullish().catch(null),
    /** DeepSeek. */
    prompt_cache_hit_tokens: count,
  })
  .nullish()
  .catch(null);

/** llama-server's, in every chunk where `timings_per_token` asks for it. */
const timingsSchema = z.looseObject({ predicted_n: count }).nullish().catch(null);

const chunkSchema = z.looseObject({
  choices: z
    .array(z.looseObject({ index: count, delta: pieceSchema, message: pieceSchema, text, finish_reason: text }))
    .nullish()
    .catch(null),
  usage: usageSchema,
  timings: timingsSchema,
  model: text,
  system_fingerprint: text,
});

type Chunk = z.infer<typeof chunkSchema>;

/**
 * The chunk that nearly all of a stream is made of, recognised by hand: a thinking model sends tens of thousands of them
 * for one answer, and the schema takes twenty times as long. It has the last word on everything else.
 */
function isUsualChunk(value: unknown): value is Chunk {
  if (!isPlainObject(value) || !isTextOrAbsent(value.model) || !isTextOrAbsent(value.system_fingerprint)) return false;
  const { choices, usage, timings } = value;
  if (!isUsualCount(usage) || !isUsualCount(timings) || !Array.isArray(choices)) return false;
  return choices.every((choice: unknown) => {
    if (!isPlainObject(choice) || choice.index !== 0 || choice.message !== undefined) return false;
    const { delta } = choice;
    return (
      isTextOrAbsent(choice.finish_reason) &&
      isPlainObject(delta) &&
      isTextOrAbsent(delta.content) &&
      isTextOrAbsent(delta.reasoning) &&
      isTextOrAbsent(delta.reasoning_content) &&
      isTextOrAbsent(delta.refusal)
    );
  });
}

/** A running count: whole numbers, fractions of time, and no details that would have to be looked at. */
function isUsualCount(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (!isPlainObject(value)) return false;
  return Object.entries(value).every(([name, one]) =>
    name.endsWith("_tokens") || name === "predicted_n"
      ? Number.isSafeInteger(one) && Number(one) >= 0
      : one === null || typeof one === "number",
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || isTextOrNull(value);
}

const noUsage: Usage = { promptTokens: null, completionTokens: null, reasoningTokens: null, cachedPromptTokens: null };

/** Reads only the first choice; of several usage reports the last one counts, since vLLM's running ones are totals. */
export function startAssembly(): Assembly {
  const content = growingText();
  const reasoning = growingText();
  const reasoningContent = growingText();
  const refusal = growingText();
  let choices = 0;
  let pieces = 0;
  let finish: string | null = null;
  let usage = noUsage;
  let model: string | null = null;
  let systemFingerprint: string | null = null;
  // Pairs: characters of thought and answer so far, and tokens counted for them.
  const counted: number[] = [];

  function takeReport(chunk: Chunk): void {
    model ??= chunk.model || null;
    systemFingerprint = chunk.system_fingerprint || systemFingerprint;
    usage = usageOf(chunk.usage) ?? usage;
  }

  return {
    take(value) {
      const chunk = isUsualChunk(value) ? value : chunkSchema.safeParse(value).data;
      if (chunk === undefined) return false;
      takeReport(chunk);
      const choice = chunk.choices?.find(isFirst);
      if (choice === undefined) return false;
      choices++;
      finish = choice.finish_reason || finish;
      const piece = pieceOf(choice);
      if (!piece) return false;
      const before = this.size();
      // A whole message after the pieces says them all once more.
      const isWhole = piece === choice.message && before > 0;
      const words = wordsOf(piece);
      take(content, words.content, isWhole);
      take(reasoning, words.reasoning, isWhole);
      take(reasoningContent, words.reasoningContent, isWhole);
      take(refusal, words.refusal, isWhole);
      if (this.size() <= before) return false;
      pieces += 1;
      const tokens = tokensSoFar(chunk);
      if (tokens !== null) counted.push(this.size(), tokens);
      return true;
    },
    hasChoice: () => choices > 0,
    hasFinish: () => finish !== null,
    tokens: () => counted.at(-1) ?? pieces,
    interruption: () => (finish !== null && finishMeaning(finish) === "interrupted" ? finish.slice(0, 100) : null),
    isGarbled: () => [content, reasoning, reasoningContent].some((text) => text.isGarbled()),
    size: () => content.length() + reasoning.length() + reasoningContent.length() + refusal.length(),
    reply: () => ({
      content: content.text(),
      // PLaMo sends the same thought in both fields.
      reasoning: reasoning.text() || reasoningContent.text() || null,
      refusal: refusal.text() || null,
      ...endOf(finish),
      usage,
      model,
      systemFingerprint,
      tokensBefore: (character) => tokensBefore(counted, character),
    }),
  };
}

function endOf(word: string | null): Pick<AssembledReply, "finish" | "contextFull" | "finishWord"> {
  const meaning = finishMeaning(word);
  const contextFull = meaning === "context";
  if (meaning === "other" || meaning === "interrupted") {
    return { finish: "unknown", contextFull, finishWord: word?.slice(0, 100) ?? null };
  }
  return { finish: contextFull ? "length" : meaning, contextFull, finishWord: undefined };
}

/** What a choice adds; `text` is the older completions' form, from gateways that never learnt the other. */
function pieceOf({ delta, message, text: words }: NonNullable<Chunk["choices"]>[number]) {
  return delta ?? message ?? (words ? { content: words } : null);
}

function isFirst(choice: { readonly index?: number | null | undefined }): boolean {
  return (choice.index ?? 0) === 0;
}

/** Null: the chunk does not count them. */
function tokensSoFar({ timings, usage }: Chunk): number | null {
  return timings?.predicted_n ?? usage?.completion_tokens ?? null;
}

/** What a piece says, by its field; Mistral sends words and thoughts as parts of its content. */
function wordsOf(piece: NonNullable<z.infer<typeof pieceSchema>>) {
  const { content } = piece;
  // Nearly all of a stream.
  if (typeof content === "string" && piece.thought !== true) {
    return {
      content,
      reasoning: piece.reasoning ?? "",
      reasoningContent: piece.reasoning_content ?? "",
      refusal: piece.refusal ?? "",
    };
  }
  const parts = typeof content === "string" ? [{ text: content }] : (content ?? []);
  const thoughts = parts.flatMap((part) => ("thinking" in part ? (part.thinking ?? []) : []));
  const said = parts.map((part) => part.text ?? "").join("");
  // Gateways before Gemini mark a piece of thought so.
  const isThought = piece.thought === true;
  return {
    content: isThought ? "" : said,
    reasoning: `${thoughts.map((thought) => thought.text ?? "").join("")}${piece.reasoning ?? ""}${isThought ? said : ""}`,
    reasoningContent: piece.reasoning_content ?? "",
    refusal: piece.refusal ?? "",
  };
}

function take(text: GrowingText, piece: string, isWhole: boolean): void {
  if (isWhole) text.replace(piece);
  else text.add(piece);
}

/** What the last piece that ended before the character had brought the count to; null: no piece before it was counted. */
function tokensBefore(counted: readonly number[], character: number): number | null {
  let tokens: number | null = null;
  for (let pair = 0; pair < counted.length && (counted[pair] ?? 0) <= character; pair += 2) {
    tokens = counted[pair + 1] ?? tokens;
  }
  return tokens;
}

/** Null: the chunk reports nothing. */
function usageOf(sent: z.infer<typeof usageSchema>): Usage | null {
  if (!sent) return null;
  const usage: Usage = {
    promptTokens: sent.prompt_tokens ?? null,
    completionTokens: sent.completion_tokens ?? null,
    reasoningTokens: sent.completion_tokens_details?.reasoning_tokens ?? sent.reasoning_tokens ?? null,
    cachedPromptTokens: sent.prompt_tokens_details?.cached_tokens ?? sent.prompt_cache_hit_tokens ?? null,
  };
  return usage.promptTokens === null && usage.completionTokens === null ? null : usage;
}
