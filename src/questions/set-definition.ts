import { z } from "zod";
import { type SourceFile, sourceFileSchema } from "../sources/source-file.ts";
import { didYouMean } from "../text/nearest.ts";

/** Where a file of the set is: in its folder, or public and pinned. */
export type FileOrSource =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "source"; readonly source: SourceFile };

const fileInFolder = z
  .string()
  .min(1)
  .refine(
    (path) => !path.split(/[/\\]/).includes("..") && !/^([/\\]|[A-Za-z]:)/.test(path),
    "expected a path inside the set's folder",
  );

const fileOrSource = { file: fileInFolder.optional(), source: sourceFileSchema.optional() };

function eitherOne(
  value: { file?: string | undefined; source?: SourceFile | undefined },
  context: z.core.ParsePayload,
): FileOrSource {
  if (value.file !== undefined && value.source === undefined) return { kind: "file", file: value.file };
  if (value.source !== undefined && value.file === undefined) return { kind: "source", source: value.source };
  context.issues.push({ code: "custom", message: "expected either `file` or `source`", input: value });
  return z.NEVER;
}

const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "expected letters, digits, `.`, `_` and `-`");

/** The id of a set, with the seed of one whose questions were drawn: ja-original@seed:7. */
const setId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*(@seed:[A-Za-z0-9._-]+)?$/, "expected letters, digits, `.`, `_` and `-`");

/** Where the questions of a set of variants come from. */
export const variantOriginSchema = z.strictObject({
  /** Id of the set that they vary. */
  of: name,
  /** Its version then; absent where it names none. */
  version: z.string().min(1).optional(),
  seed: z.string().min(1),
  /** Version of the generator by question id. */
  generators: z.record(z.string(), z.number().int().min(1)),
});

export type VariantOrigin = z.infer<typeof variantOriginSchema>;

/** `set.yaml`: what a question set is, apart from its texts. Unknown keys are errors. */
export const setDefinitionSchema = z
  .strictObject({
    /** Names the set on the command line and its results folder. */
    id: setId,
    title: z.string().min(1),
    /** BCP 47. */
    language: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "expected a language tag such as ja or en"),
    /** Of the texts. */
    licence: z.string().min(1),
    version: z.string().min(1).optional(),
    authors: z.array(z.string().min(1)).min(1).optional(),
    /** A text that no training set should hold; finding it in one shows contamination. */
    canary: z.string().min(1).optional(),
    /** Newest first. */
    changelog: z
      .array(z.strictObject({ version: z.string().min(1), date: z.iso.date(), changes: z.string().min(1) }))
      .optional(),
    /** Only of a set that was drawn with a seed. */
    variant: variantOriginSchema.optional(),
    /** In the order in which tables show them. */
    categories: z.array(z.string().min(1)).min(1),
    /** Answering temperature by category. */
    temperatures: z.record(z.string(), z.number().min(0).max(2)).default({}),
    questions: z.strictObject(fileOrSource).transform(eitherOne),
    /** Where the questions are a CSV table: which columns hold what. `reference`: for the first turn, under that column's name. */
    columns: z
      .strictObject({
        turns: z.array(z.string().min(1)).min(1),
        criterion: z.string().min(1).optional(),
        category: z.string().min(1).optional(),
        reference: name.optional(),
      })
      .optional(),
    /** Categories whose references the authors recompute by program; their own word, shown by `mtbench questions check`. */
    recomputed: z.array(z.string().min(1)).default([]),
    /** The first is the default. */
    references: z
      .array(
        z
          .strictObject({ name, ...fileOrSource })
          .transform((value, context) => ({ name: value.name, content: eitherOne(value, context) })),
      )
      .default([]),
  })
  .superRefine((set, context) => {
    reportRepeated(set.categories, (index) => ["categories", index], context);
    reportRepeated(
      set.references.map((one) => one.name),
      (index) => ["references", index, "name"],
      context,
    );
    const named = [
      ...Object.keys(set.temperatures).map((category) => ({ category, path: ["temperatures", category] })),
      ...set.recomputed.map((category, index) => ({ category, path: ["recomputed", index] })),
    ];
    for (const { category, path } of named) {
      if (set.categories.includes(category)) continue;
      const hint = didYouMean(category, set.categories);
      const message = `not a category of this set${hint === "" ? "" : `; ${hint}`}`;
      context.addIssue({ code: "custom", path, message });
    }
  });

export type SetDefinition = Readonly<z.infer<typeof setDefinitionSchema>>;

function reportRepeated(
  values: readonly string[],
  pathOf: (index: number) => PropertyKey[],
  context: z.RefinementCtx,
): void {
  for (const [index, value] of values.entries()) {
    if (values.indexOf(value) < index) {
      context.addIssue({ code: "custom", path: pathOf(index), message: `${JSON.stringify(value)} is listed twice` });
    }
  }
}

/** The public files that the set needs, each once. */
export function questionSetSources(set: SetDefinition): readonly SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const content of [set.questions, ...set.references.map((one) => one.content)]) {
    if (content.kind === "source") files.set(content.source.url, content.source);
  }
  return [...files.values()];
}
