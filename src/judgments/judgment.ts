import { z } from "zod";
import { callSchema } from "../answers/answer.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { quickParser } from "../text/quick-parser.ts";
import { judgeNameSchema } from "./rater.ts";

/** Why a turn has no rating. The list is closed; every table over it is exhaustive. */
export const unratedReasons = [
  "no-rating",
  "out-of-range",
  "conflicting",
  "judge-truncated",
  "judge-refused",
  "request-failed",
  "no-answer",
] as const;

export type UnratedReason = (typeof unratedReasons)[number];

export const unratedOutcomeSchema = z.object({
  status: z.literal("unrated"),
  reason: z.enum(unratedReasons),
  /** The judge's words, or what went wrong; null when there are none. */
  text: z.string().nullable(),
});

export const judgmentOutcomeSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("rated"),
    /** Within the judge's scale. */
    rating: z.number(),
    /** Which rule of the extraction found it. */
    method: z.string(),
    /** The judge's words. */
    text: z.string(),
  }),
  unratedOutcomeSchema,
]);

export const judgmentRecordSchema = z.object({
  /** Content address: sha256 over the call and the procedure. */
  key: z.string(),
  /** Hash of the rating procedure; with the question set's hash it makes the protocol key. */
  procedure: z.string(),
  /** Id of the judge's folder, or `person:<pseudonym>`. */
  judge: judgeNameSchema,
  /** Which of the procedure's judge models rated; absent: its only one, or a person. */
  judgeModel: z.string().optional(),
  questionId: z.string(),
  /** Hash of the question as it was asked. */
  questionHash: z.string(),
  category: z.string(),
  turn: z.number().int().min(1),
  trial: z.number().int().min(1),
  /** 1-based repetition of the judgment of one answer. */
  repeat: z.number().int().min(1),
  /** Key of the answer that was rated. */
  answerKey: z.string(),
  /** Name of the judge prompt. */
  prompt: z.string(),
  outcome: judgmentOutcomeSchema,
  /** What in the answer looked like an attempt to steer the judge, by name; empty when nothing did. */
  flags: z.array(z.string()),
  /** Replies asked in all: 1 unless the re-asking rule was used. */
  asked: z.number().int().min(0),
  sent: jsonObjectSchema.nullable(),
  /** Of the reply that counted; usage and failed attempts are sums over all replies asked. */
  call: callSchema.nullable(),
  /** Id of the batch that brought the first reply, at half the price; absent: asked by plain calls. */
  batch: z.string().optional(),
  /** Ratings of earlier rows for the same turn in an imported file; only FastChat's own way of averaging counts them. */
  earlierRatings: z.array(z.number()).optional(),
});

export type JudgmentOutcome = z.infer<typeof judgmentOutcomeSchema>;
export type JudgmentRecord = z.infer<typeof judgmentRecordSchema>;

/** A judgment from a journal's line. @throws z.ZodError when it is none. */
export const parseJudgment: (value: unknown) => JudgmentRecord = quickParser(judgmentRecordSchema);
