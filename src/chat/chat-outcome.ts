import { z } from "zod";
import type { ChatOutcome } from "./chat.ts";

const count = z.number().nullable();

const common = {
  timing: z.object({ startedAt: z.string(), firstTokenMs: count, totalMs: z.number() }),
  failedAttempts: z.array(
    z.object({ startedAt: z.string(), status: count, message: z.string(), received: z.number().optional() }),
  ),
};

/** A call's outcome as it comes back from another process. */
export const chatOutcomeSchema: z.ZodType<ChatOutcome> = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("replied"),
    content: z.string(),
    reasoning: z.string().nullable(),
    thinking: z.enum(["none", "complete", "cut"]),
    finish: z.enum(["stop", "length", "content-filter", "unknown"]),
    finishWord: z.string().nullable().exactOptional(),
    contextFull: z.literal(true).exactOptional(),
    refusal: z.string().nullable(),
    usage: z.object({
      promptTokens: count,
      completionTokens: count,
      reasoningTokens: count,
      cachedPromptTokens: count,
    }),
    model: z.string().nullable(),
    systemFingerprint: z.string().nullable(),
    dropped: z.array(z.object({ name: z.string(), sentAs: z.string().nullable() })),
    ...common,
  }),
  z.object({
    status: z.literal("failed"),
    reason: z.enum(["request-failed", "context-overflow", "content-filter"]),
    message: z.string(),
    httpStatus: count,
    scope: z.enum(["call", "server"]),
    connection: z.literal(true).exactOptional(),
    ...common,
  }),
]);
