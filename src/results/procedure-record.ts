import { z } from "zod";
import type { Json } from "../files/canonical-json.ts";
import { jsonObjectSchema } from "../files/json-schema.ts";
import { type JuryDesign, juryDesigns } from "../judges/jury.ts";

/** What a procedure gives: a rating of every answer, or a match of two answers. */
export const procedureKinds = ["ratings", "matches"] as const;

/** One of the judge models of a procedure, and its part of every rating: above 0, all of them together 1. */
export const judgeShareSchema = z.strictObject({ model: z.string(), share: z.number().positive().max(1) });

export type JudgeShare = z.infer<typeof judgeShareSchema>;

/** The judge models of a procedure, in its order. */
export const judgesSchema = z
  .array(judgeShareSchema)
  .min(1)
  .refine((judges) => Math.abs(judges.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9, {
    error: "expected shares that add up to 1",
  });

const procedureFields = z.object({
  hash: z.string(),
  /** Id of the judge's folder. */
  judge: z.string(),
  kind: z.enum(procedureKinds),
  judges: judgesSchema,
  /** Low and high end of the rating scale. */
  scale: z.object({ min: z.number(), max: z.number() }),
  /** What the hash is made of, by name, so that two procedures can be told apart. */
  fields: jsonObjectSchema,
});

/** The rating procedure of a launch. Format 1 had one `judgeModel` in place of `judges` and `kind`. */
export const procedureRecordSchema = z.preprocess(withJudges, procedureFields);

export type ProcedureRecord = z.infer<typeof procedureRecordSchema>;

const singleJudge = z.looseObject({ judgeModel: z.string(), judges: z.undefined().optional() });

/** A record of format 1 in the form of format 2: one judge model, which gave ratings. Anything else is left as it is. */
export function withJudges(value: unknown): unknown {
  const old = singleJudge.safeParse(value);
  if (!old.success) return value;
  const { judgeModel, judges: _, ...rest } = old.data;
  return { ...rest, kind: "ratings", judges: [oneJudge(judgeModel)] };
}

export function oneJudge(model: string): JudgeShare {
  return { model, share: 1 };
}

const juryFields = z.object({
  "jury.design": z.enum(juryDesigns),
  "jury.members": z.record(z.string(), z.object({ fields: jsonObjectSchema })),
  "jury.leftOut": z.array(z.string()),
});

/** What a procedure says of its jury. */
export interface JuryRecord {
  readonly design: JuryDesign;
  readonly members: readonly JudgeShare[];
  /** Members that rated nobody, since their maker made a candidate. */
  readonly leftOut: readonly string[];
}

/** What of a procedure says who rates, and how. */
export interface JudgingProcedure {
  readonly judge: string;
  readonly judges: readonly JudgeShare[];
  readonly fields: Readonly<Record<string, Json | undefined>>;
}

/** Null: one judge model rates. */
export function juryRecordOf({ fields, judges }: Pick<JudgingProcedure, "fields" | "judges">): JuryRecord | null {
  const read = juryFields.safeParse(fields);
  if (!read.success) return null;
  return { design: read.data["jury.design"], members: judges, leftOut: read.data["jury.leftOut"] };
}

/**
 * The fields that a member of a jury would have as a judge of its own; null: the procedure has no such member. What is the
 * same for all members stands among the procedure's fields, the rest beside the member.
 */
export function memberFields(
  fields: JudgingProcedure["fields"],
  model: string,
): Readonly<Record<string, Json | undefined>> | null {
  const own = juryFields.safeParse(fields).data?.["jury.members"][model];
  if (own === undefined) return null;
  const common = Object.entries(fields).filter(([name]) => !name.startsWith("jury."));
  return { ...Object.fromEntries(common), ...own.fields, judgeModel: model };
}

/** A member's part of a jury's procedure as that of a judge of its own, under the jury's hash; null as above. */
export function memberProcedure(procedure: ProcedureRecord, model: string): ProcedureRecord | null {
  const own = memberFields(procedure.fields, model);
  return own === null ? null : { ...procedure, judges: [oneJudge(model)], fields: jsonObjectSchema.parse(own) };
}

/** The judge models in words: `gpt-4o`, `gpt-4o and sakura-9b`, with their shares where those differ. */
export function judgesText(judges: readonly JudgeShare[]): string {
  const isEven = judges.every(({ share }) => Math.abs(share - (judges[0]?.share ?? 0)) < 1e-9);
  const names = judges.map(({ model, share }) => (isEven ? model : `${model} (${Math.round(share * 100)} %)`));
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
