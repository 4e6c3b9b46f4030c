import { z } from "zod";
import type { Question } from "./question.ts";

/** The author's estimate: a small model manages `basic`, the best can fail at `hard`. */
export const difficulties = ["basic", "standard", "hard"] as const;

/** What a good answer must contain or must not, for rule-based checks and for people. */
export const checkpointSchema = z
  .strictObject({
    text: z.string().min(1),
    /** False: what must not be there. */
    must: z.boolean(),
    /** Literals; any one of them counts, compared after NFKC and without white space. Absent: only a person can tell. */
    any: z.array(z.string().min(1)).min(1).optional(),
    /** The literals decide alone whether it is met: a value that a right answer states and a wrong one does not. */
    exact: z.literal(true).optional(),
  })
  .refine((checkpoint) => checkpoint.exact === undefined || checkpoint.any !== undefined, {
    path: ["exact"],
    error: "expected literals in `any`",
  });

const count = z.number().int().min(0);
const range = { min: count.optional(), max: count.optional() };
const words = z.array(z.string().min(1)).min(1);

/** What the question explicitly demands of the whole answer. */
export const constraintSchema = z.discriminatedUnion("kind", [
  /** Characters are code points without white space. */
  z.strictObject({ kind: z.literal("max-characters"), value: count }),
  z.strictObject({ kind: z.literal("min-characters"), value: count }),
  z.strictObject({ kind: z.literal("items"), ...range }),
  z.strictObject({ kind: z.literal("lines"), ...range }),
  z.strictObject({ kind: z.literal("paragraphs"), ...range }),
  z.strictObject({ kind: z.literal("sentences"), ...range }),
  z.strictObject({ kind: z.literal("forbid"), words }),
  z.strictObject({ kind: z.literal("require"), words }),
  z.strictObject({ kind: z.literal("no-script"), script: z.enum(["kanji", "katakana", "latin", "digits"]) }),
  z.strictObject({ kind: z.literal("starts-with"), text: z.string().min(1) }),
  z.strictObject({ kind: z.literal("ends-with"), text: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("json"),
    type: z.enum(["object", "array"]).optional(),
    /** Of the object, or of each element of the array. */
    keys: z.array(z.string()).optional(),
    /** Of the array. */
    length: count.optional(),
  }),
  z.strictObject({ kind: z.literal("code"), language: z.string().min(1) }),
  /** A Markdown table; `rows` are data rows. */
  z.strictObject({ kind: z.literal("table"), columns: count, rows: count.optional() }),
]);

export type Difficulty = (typeof difficulties)[number];
export type Checkpoint = Readonly<z.infer<typeof checkpointSchema>>;
export type Constraint = Readonly<z.infer<typeof constraintSchema>>;

/** A question with what its authors know about good answers; none of it is shown to a model or is part of the hash. */
export interface AnnotatedQuestion extends Question {
  readonly difficulty?: Difficulty;
  /** By turn. */
  readonly checkpoints?: readonly (readonly Checkpoint[])[];
  /** By turn. */
  readonly constraints?: readonly (readonly Constraint[])[];
}
