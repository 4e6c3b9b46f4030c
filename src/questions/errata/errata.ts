import { z } from "zod";
import { questionIdSchema } from "../question-id.ts";

/**
 * How a reference answer is wrong: `value` (the value or verdict itself), `code` (its program gives wrong results), `reason` (the value is
 * right, what is said for it is not), `missing` (no answer), `unfit` (something else than was asked).
 */
const erratumKinds = ["value", "code", "reason", "missing", "unfit"] as const;

const text = z.string().min(1);
const place = { question: questionIdSchema, turn: z.number().int().min(1) };

const wrongSchema = z.strictObject({
  kind: z.enum(erratumKinds),
  /** What the reference says, in our words. */
  says: text,
});

/** One turn whose reference somebody doubts. */
export const erratumSchema = z.discriminatedUnion("status", [
  z.strictObject({
    ...place,
    /** Raters dispute the turn; nobody has looked yet. */
    status: z.literal("suspected"),
    /** What made it suspect. */
    note: text.optional(),
  }),
  z.strictObject({
    ...place,
    status: z.literal("confirmed"),
    by: text,
    right: text,
    why: text,
    /** By name of the reference file; files that are not named agree with `right`. */
    wrong: z
      .record(text, wrongSchema)
      .refine((files) => Object.keys(files).length > 0, "expected at least one reference file"),
    /** A reference answer of our own, in the set's language, for `--references corrected`. */
    answer: text.optional(),
  }),
  z.strictObject({
    ...place,
    /** Somebody looked, and the reference is right. */
    status: z.literal("refuted"),
    by: text,
    why: text,
  }),
]);

/** `errata.yaml` of a question set's folder: errata of its own, or the name of the set whose errata count for it as well. */
export const errataFileSchema = z
  .strictObject({
    /** Id of a set in the folder beside. */
    sameAs: text.optional(),
    /** Hashes of the reference files that were read, by name: another file of the same name is another file. */
    references: z.record(text, text).default({}),
    /** What was looked at, so that silence about a turn means something. */
    checked: z.strictObject({ categories: z.array(text), date: z.iso.date(), by: text }).optional(),
    errata: z.array(erratumSchema).optional(),
  })
  .refine(
    (file) => (file.sameAs === undefined) !== (file.errata === undefined),
    "expected either `errata` or `sameAs`",
  );

export type Erratum = Readonly<z.infer<typeof erratumSchema>>;
export type ConfirmedErratum = Extract<Erratum, { status: "confirmed" }>;

/** A set's errata, wherever they were written down. */
export interface Errata {
  readonly references: Readonly<Record<string, string>>;
  readonly checked: { readonly categories: readonly string[]; readonly date: string; readonly by: string } | null;
  readonly list: readonly Erratum[];
}

/** The confirmed errata of the reference file with this hash (sha256 over its texts); none for a file that nobody read. */
export function errataOf(errata: Errata, referencesHash: string): readonly ConfirmedErratum[] {
  const name = Object.entries(errata.references).find(([, hash]) => hash === referencesHash)?.[0];
  if (name === undefined) return [];
  return errata.list.flatMap((one) => (one.status === "confirmed" && one.wrong[name] !== undefined ? [one] : []));
}
