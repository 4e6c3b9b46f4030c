import { z } from "zod";
import { jsonObjectSchema } from "../../files/json-schema.ts";
import { procedureKinds } from "../procedure-record.ts";
import { deskEstimates } from "./desk-estimates.ts";

const plannedAnswerSchema = z.object({
  /** Index of the plan's candidate. */
  candidate: z.number().int().min(0),
  trial: z.number().int().min(1),
  /** Keys of the answers to the question's `turns`, in their order. */
  keys: z.array(z.string()).min(1),
});

const plannedQuestionSchema = z.object({
  id: z.string(),
  hash: z.string(),
  category: z.string(),
  /** Turns that are rated, 1-based. */
  turns: z.array(z.number().int().min(1)).min(1),
  /** One of each candidate, in the candidates' order. */
  answers: z.array(plannedAnswerSchema).min(1),
});

const partEntrySchema = z.object({
  /** Index of the plan's question. */
  question: z.number().int().min(0),
  /** Index of the candidate that is rated; null: both, side by side. */
  candidate: z.number().int().min(0).nullable(),
  /** 2: the same person a second time, where nobody else sees the question. */
  repeat: z.number().int().min(1),
  /** Side by side: the second candidate stands on the left. */
  swapped: z.boolean(),
});

/**
 * What people are given to rate, written before anybody rates. The same request gives the same bytes, so that two people's
 * folders can be merged; when a desk was opened stands in `openings.jsonl`.
 */
export const deskPlanSchema = z.object({
  format: z.literal(1),
  /** Beginning of the hash of the request: the folder's name. */
  id: z.string(),
  kind: z.enum(procedureKinds),
  questionSet: z.object({ id: z.string(), title: z.string(), language: z.string() }),
  /** Ids and origins; of matches two. */
  candidates: z.array(z.object({ id: z.string(), origin: z.enum(["run", "import"]) })).min(1),
  /** The judge whose score the ratings correct; null: nobody has judged these answers. */
  judge: z.object({ protocol: z.string(), procedure: z.string(), id: z.string(), models: z.string() }).nullable(),
  seed: z.number().int(),
  /** Questions that could be drawn, by category, and how many were. */
  strata: z.array(z.object({ category: z.string(), questions: z.number().int(), drawn: z.number().int() })),
  /** Questions that could not: an answer or the judge's rating is missing. */
  leftOut: z.number().int(),
  /** Parts that the questions are dealt into: one a person. */
  raters: z.number().int().min(1),
  /** Questions that are rated twice. */
  twice: z.number().int().min(0),
  estimate: z.enum(deskEstimates),
  /** Models' names inside answers are masked. */
  mask: z.boolean(),
  /** What people are asked to go by, by language of the page. */
  rubric: z.object({ ja: z.string(), en: z.string() }),
  scale: z.object({ min: z.number(), max: z.number() }),
  /** Rubric, scale and blinding under one hash, and what it is made of. */
  procedure: z.object({ hash: z.string(), fields: jsonObjectSchema }),
  /** Hash of the reference answers that are a key away; null: none are. */
  references: z.string().nullable(),
  questions: z.array(plannedQuestionSchema).min(1),
  /** What each person sees, in this order. */
  parts: z.array(z.array(partEntrySchema).min(1)).min(1),
});

export type DeskPlan = z.infer<typeof deskPlanSchema>;
export type DeskQuestion = z.infer<typeof plannedQuestionSchema>;
export type PartEntry = z.infer<typeof partEntrySchema>;
