import { z } from "zod";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { sourceFileSchema } from "../sources/source-file.ts";
import { extractions, hardenedVersions, pairExtractions } from "./judge.ts";
import { addJuryProblems, juryFields } from "./jury.ts";

/** Upstream's programs sometimes hold prompts in their code alone; where those are a public file's but for some pieces, this says which. */
const promptEdit = z
  .strictObject({
    prompt: z.string().min(1),
    /** Absent: no system message is sent. */
    system: z.null().optional(),
    part: z.enum(["system", "template"]).optional(),
    find: z.string().min(1).optional(),
    put: z.string().optional(),
  })
  .refine(
    (edit) =>
      edit.system === null
        ? edit.part === undefined && edit.find === undefined && edit.put === undefined
        : edit.part !== undefined && edit.find !== undefined && edit.put !== undefined,
    { message: "expected part, find and put, or system: null alone" },
  );

/**
 * Where the prompts are: a file beside judge.yaml (`prompts.yaml` in our form, or FastChat's `.jsonl`), or a pinned public
 * file whose texts are not ours.
 */
const promptsPlace = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({
    source: sourceFileSchema,
    format: z.enum(["fastchat", "llm-jp-judge", "flexeval"]),
    /** What upstream's code has otherwise than the public file: each piece is found once and replaced. */
    edits: z.array(promptEdit).default([]),
    /** sha256 of each prompt as it is sent, by its name in the file; another text is refused. */
    hashes: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits")).default({}),
  }),
]);

/** A text, none (null), or the place of a text inside a pinned public YAML file: the keys that lead to it. */
const textPlace = z.union([
  z.string(),
  z.null(),
  z.strictObject({ source: sourceFileSchema, at: z.array(z.string()).min(1) }),
]);

export const retryUnratedForm = /^(none|rating-only|same-prompt ([1-9][0-9]?))$/;

/**
 * How tables that others publish name this procedure's conditions: what `comparable` of a published file follows from. One
 * text, or several that mean the same.
 */
const claims = z.strictObject({
  harness: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  judge: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  /** The sets that are asked, by language. */
  questions: z.record(z.string(), z.string().min(1)),
  /** Upstream's name of the references; absent: the tables do not name them. */
  references: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).optional(),
  /** Everything that the key covers is known to be upstream's; false: a part of it is a guess, and no figure is `exact`. */
  whole: z.boolean(),
});

const references = z.strictObject({
  /** Null: the question set's default. */
  name: z.string().min(1).nullable(),
  categories: z.array(z.string().min(1)),
});

/** FastChat's names of the four prompts that rate the first two turns. */
export const standardNames = [
  "single-v1",
  "single-math-v1",
  "single-v1-multi-turn",
  "single-math-v1-multi-turn",
] as const;

/** FastChat's names of the four prompts that compare two answers to the first two turns. */
const standardPairNames = ["pair-v2", "pair-math-v1", "pair-v2-multi-turn", "pair-math-v1-multi-turn"] as const;

const retryUnrated = z.string().regex(retryUnratedForm, "expected none, rating-only or same-prompt N (1-99)");

/** How two answers are compared. Absent: this judge only rates. */
const pairPrompts = z.strictObject({
  /** Absent: they stand in the file of the judge's own prompts. */
  prompts: promptsPlace.optional(),
  /** What the file calls the prompts for turns 1 and 2: `pair-v2: pair`. */
  promptNames: z.partialRecord(z.enum(standardPairNames), z.string().min(1)).default({}),
  extraction: z.enum(pairExtractions),
  /** `rating-only`: the conversation goes on once, asking for the verdict alone. */
  retryUnrated: retryUnrated.default("none"),
});

/** Names of the prompts that rate every turn after the second; absent: those turns are not rated. */
const laterTurns = z.strictObject({ plain: z.string().min(1), withReference: z.string().min(1).optional() });

/** What may differ between the languages of one procedure. */
const byLanguage = z.strictObject({
  prompts: promptsPlace.optional(),
  references: references.optional(),
  systemPrompt: textPlace.optional(),
});

/** The form of `judge.yaml`. */
export const judgeFileSchema = z
  .strictObject({
    title: z.string().min(1),
    strict: z.boolean().default(false),
    hardened: z.literal([false, ...hardenedVersions]).default(false),
    prompts: promptsPlace.optional(),
    /** What the file calls the prompts for turns 1 and 2: `single-v1: single`. */
    promptNames: z.partialRecord(z.enum(standardNames), z.string().min(1)).default({}),
    laterTurns: laterTurns.optional(),
    pairPrompts: pairPrompts.optional(),
    /** What the prompts' own placeholders stand for, in our names: `eval_aspect: criterion`. */
    placeholders: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected a placeholder's name"), z.string())
      .default({}),
    scale: z
      .strictObject({
        min: z.number(),
        max: z.number(),
        fractions: z.enum(["keep", "half-up", "half-even"]),
      })
      .refine((scale) => scale.min < scale.max, { message: "expected min to be less than max" })
      .optional(),
    extraction: z.enum(extractions).optional(),
    retryUnrated: retryUnrated.optional(),
    references: references.optional(),
    /** Absent where `members` rate. */
    model: z.string().min(1).optional(),
    ...juryFields,
    /** Null: not sent. */
    sampling: z.strictObject({
      temperature: z.number().min(0).max(2).nullable(),
      maxTokens: z.number().int().min(1).nullable(),
      fields: jsonObjectSchema.default({}),
    }),
    answering: z.strictObject({
      systemPrompt: textPlace.optional(),
      sampling: z.enum(["set", "candidate"]),
      /** In place of the set's temperatures, for every category. */
      temperature: z.number().min(0).max(2).optional(),
      maxAnswerTokens: z.number().int().min(1),
      trials: z.number().int().min(1).default(1),
      historyCharacters: z.number().int().min(1).nullable().default(null),
    }),
    /** Characters of an answer that the judge sees; absent: all. */
    answerCharacters: z.number().int().min(1).optional(),
    /** How upstream averages its ratings: tables take this way where the user names none. */
    aggregate: z.literal("macro").optional(),
    published: claims.optional(),
    /** By BCP 47 code; absent: the procedure fits every language. */
    languages: z.record(z.string(), byLanguage).optional(),
  })
  .superRefine(addJuryProblems)
  .superRefine((file, context) => {
    const parts = Object.entries(file.languages ?? {});
    for (const name of ["prompts", "references"] as const) {
      if (file[name] !== undefined) continue;
      // A judge that only compares has no prompts for single answers.
      if (name === "prompts" && file.pairPrompts?.prompts !== undefined) continue;
      if (parts.length > 0 && parts.every(([, part]) => part[name] !== undefined)) continue;
      context.addIssue({ code: "custom", path: [name], message: "expected here or under every language, got nothing" });
    }
    const rates = file.prompts !== undefined || parts.some(([, part]) => part.prompts !== undefined);
    for (const name of ["scale", "extraction", "retryUnrated"] as const) {
      if (rates && file[name] === undefined)
        context.addIssue({ code: "custom", path: [name], message: "expected, got nothing" });
    }
  });

export type JudgeFile = z.infer<typeof judgeFileSchema>;
export type PublishedClaims = z.infer<typeof claims>;
export type PromptEdit = z.infer<typeof promptEdit>;
export type LaterTurns = z.infer<typeof laterTurns>;
export type PromptsPlace = z.infer<typeof promptsPlace>;
export type TextPlace = z.infer<typeof textPlace>;
