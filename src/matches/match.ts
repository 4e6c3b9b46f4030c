import { z } from "zod";
import { callSchema } from "../answers/answer.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { unratedOutcomeSchema } from "../judgments/judgment.ts";
import { judgeNameSchema } from "../judgments/rater.ts";

/** What a judge says of two answers, in the order in which it was shown them. */
export const matchVerdicts = ["first-much", "first", "tie", "second", "second-much"] as const;

export type MatchVerdict = (typeof matchVerdicts)[number];

/** 1: the answer shown first is better, much or little; 0: a tie; -1: the other one. */
export type MatchValue = 1 | 0 | -1;

const values = { "first-much": 1, first: 1, tie: 0, second: -1, "second-much": -1 } as const satisfies Record<
  MatchVerdict,
  MatchValue
>;

export function matchValue(verdict: MatchVerdict): MatchValue {
  return values[verdict];
}

const matchOutcomeSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("rated"),
    verdict: z.enum(matchVerdicts),
    /** Which rule of the extraction found it. */
    method: z.string(),
    /** The judge's words; empty where an import has none. */
    text: z.string(),
  }),
  unratedOutcomeSchema,
]);

const sideSchema = z.object({
  /** The candidate's id, with `+import` behind it where its folder is an import. */
  candidate: z.string(),
  answerKey: z.string(),
  /** What in the answer looked like an attempt to steer the judge, by name. */
  flags: z.array(z.string()),
});

/** One look of a judge at two answers to one turn. The other order is a record of its own. */
export const matchRecordSchema = z.object({
  /** Content address: sha256 over the call, the procedure and the order. */
  key: z.string(),
  /** Hash of the match procedure. */
  procedure: z.string(),
  /** Id of the judge's folder, or `person:<pseudonym>`. */
  judge: judgeNameSchema,
  questionId: z.string(),
  /** Hash of the question as it was asked. */
  questionHash: z.string(),
  category: z.string(),
  turn: z.number().int().min(1),
  /** Of both answers. */
  trial: z.number().int().min(1),
  /** 1-based repetition of the same look. */
  repeat: z.number().int().min(1),
  first: sideSchema,
  second: sideSchema,
  /** Name of the judge prompt. */
  prompt: z.string(),
  outcome: matchOutcomeSchema,
  /** Replies asked in all: 1 unless the re-asking rule was used. */
  asked: z.number().int().min(0),
  sent: jsonObjectSchema.nullable(),
  /** Of the reply that counted; usage and failed attempts are sums over all replies asked. */
  call: callSchema.nullable(),
  /** Id of the batch that brought the first reply, at half the price; absent: asked by plain calls. */
  batch: z.string().optional(),
});

export type MatchRecord = z.infer<typeof matchRecordSchema>;

/** A match from a journal's line. @throws z.ZodError when it is none. */
export function parseMatch(value: unknown): MatchRecord {
  return matchRecordSchema.parse(value);
}
