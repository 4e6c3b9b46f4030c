import { z } from "zod";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { quickParser } from "../text/quick-parser.ts";

/** Why there is no answer to rate. The list is closed; every table over it is exhaustive. */
export const answerFailureReasons = [
  "truncated-thinking",
  "empty",
  "refused",
  "content-filter",
  "context-overflow",
  "request-failed",
  "skipped",
] as const;

export type AnswerFailureReason = (typeof answerFailureReasons)[number];

const usageSchema = z.object({
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  reasoningTokens: z.number().nullable(),
  cachedPromptTokens: z.number().nullable(),
});

const timingSchema = z.object({
  startedAt: z.string(),
  firstTokenMs: z.number().nullable(),
  totalMs: z.number(),
});

/** What one call cost and who answered it; null where nothing was asked (a skipped turn, an import). */
export const callSchema = z.object({
  /** The model string that the server returned. */
  model: z.string().nullable(),
  systemFingerprint: z.string().nullable(),
  usage: usageSchema,
  timing: timingSchema,
  /** Parameters that the server refused by name: left out, or sent as another; `sent` is what it took. Absent in old records. */
  dropped: z.array(z.string()).optional(),
  /** The server's word for the end of the reply where it is none that we know; null: it gave none. Absent where the end is known. */
  finish: z.string().nullable().exactOptional(),
  failedAttempts: z.array(
    z.object({
      startedAt: z.string(),
      status: z.number().nullable(),
      message: z.string(),
      /** Characters of a reply that came before it broke off; absent when none did. */
      received: z.number().int().min(1).optional(),
    }),
  ),
});

export const answerOutcomeSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("answered"),
    /** The visible text, thought removed; what the judge sees. */
    text: z.string(),
    /** The thought; null when there was none. */
    reasoning: z.string().nullable(),
    /** The visible text hit the token limit, or the end of the server's context. */
    truncated: z.boolean(),
    /** An imported rating's answer that stands nowhere: `text` is empty, and says nothing of the candidate. Absent otherwise. */
    unrecorded: z.literal(true).exactOptional(),
    /** It was the context: the reply ended before the limit that it was asked for. Absent otherwise. */
    contextFull: z.literal(true).exactOptional(),
  }),
  z.object({
    status: z.literal("failed"),
    reason: z.enum(answerFailureReasons),
    /** For people: what the server said, redacted. */
    message: z.string().nullable(),
    /** The thought as far as it went; null when there was none. */
    reasoning: z.string().nullable(),
  }),
]);

export const answerRecordSchema = z.object({
  /** Content address of the call: sha256 over everything that influences the reply. */
  key: z.string(),
  /** Hash of the answering rules it was asked under. */
  rules: z.string(),
  questionId: z.string(),
  /** Hash of the question as it was asked. */
  questionHash: z.string(),
  category: z.string(),
  /** 1-based. */
  turn: z.number().int().min(1),
  /** 1-based repetition of the whole conversation. */
  trial: z.number().int().min(1),
  outcome: answerOutcomeSchema,
  /** The call's body without its messages; null where nothing was sent. */
  sent: jsonObjectSchema.nullable(),
  call: callSchema.nullable(),
  /** Of the visible text; null unless answered. */
  measures: z
    .object({
      /** Code points without white space. */
      characters: z.number(),
      /** Share of Japanese characters among letters, 0-1; null when the text has no letters. */
      japaneseRatio: z.number().nullable(),
    })
    .nullable(),
});

export type AnswerOutcome = z.infer<typeof answerOutcomeSchema>;
export type AnswerRecord = z.infer<typeof answerRecordSchema>;
export type CallRecord = z.infer<typeof callSchema>;

/** The visible text that a judge would see; null where there is none, or where nobody recorded it. */
export function textOfOutcome(outcome: AnswerOutcome): string | null {
  return outcome.status === "answered" && outcome.unrecorded === undefined ? outcome.text : null;
}

/** An answer from a journal's line. @throws z.ZodError when it is none. */
export const parseAnswer: (value: unknown) => AnswerRecord = quickParser(answerRecordSchema);
