import { z } from "zod";
import { judgmentRecordSchema } from "../../judgments/judgment.ts";
import { judgeNameSchema } from "../../judgments/rater.ts";

const deskFields = {
  /** Id of the plan. */
  plan: z.string(),
  /** When it was given, ISO-8601 UTC. */
  at: z.string(),
  /** Seconds that the answer was in front of the person; absent: not known, as in a spreadsheet. */
  seconds: z.number().min(0).optional(),
  /** Taken back; the outcome says that the call is due again. */
  withdrawn: z.literal(true).optional(),
};

/**
 * A person's rating of one answer: a judgment whose `judge` is `person:<pseudonym>` and whose words are the person's note. A
 * skipped one is unrated with `judge-refused` and the reason as its text, a withdrawn one with `request-failed`.
 */
export const deskRatingSchema = judgmentRecordSchema.extend(deskFields);

export type DeskRating = z.infer<typeof deskRatingSchema>;

/** A person's choice between two answers. */
export const deskMatchSchema = z.object({
  ...deskFields,
  key: z.string(),
  procedure: z.string(),
  judge: judgeNameSchema,
  questionId: z.string(),
  questionHash: z.string(),
  category: z.string(),
  turn: z.number().int().min(1),
  repeat: z.number().int().min(1),
  /** Keys of the answers, in the order of the plan's candidates. */
  answerKeys: z.tuple([z.string(), z.string()]),
  /** The second candidate's answer stood on the left. */
  swapped: z.boolean(),
  outcome: z.discriminatedUnion("status", [
    z.object({ status: z.literal("matched"), winner: z.enum(["first", "second", "tie"]), text: z.string() }),
    z.object({
      status: z.literal("unrated"),
      reason: z.enum(["judge-refused", "request-failed"]),
      text: z.string().nullable(),
    }),
  ]),
  flags: z.array(z.string()),
});

export type DeskMatch = z.infer<typeof deskMatchSchema>;
export type DeskRecord = DeskRating | DeskMatch;

/** Who took which part of a plan. */
export const deskSeatSchema = z.object({
  judge: judgeNameSchema,
  /** 1-based number of the part. */
  part: z.number().int().min(1),
  at: z.string(),
});

export type DeskSeat = z.infer<typeof deskSeatSchema>;

/** A person looked at what the judge gave to an answer: from then on its own rating stays as it is. */
export const deskLookSchema = z.object({ judge: judgeNameSchema, key: z.string(), at: z.string() });

/** A start of the desk. The first one says since when the plan stands. */
export interface DeskOpening {
  readonly at: string;
  readonly tool: { readonly version: string };
}

/** A line of a person's journal. */
export const deskRecordSchema = z.union([deskRatingSchema, deskMatchSchema]);

export function isMatch(record: DeskRecord): record is DeskMatch {
  return "answerKeys" in record;
}
