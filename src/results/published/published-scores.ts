import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, InputError, messageOf } from "../../errors.ts";
import { packageRoot } from "../../files/package-root.ts";
import { readTextIfThere } from "../../files/read-text.ts";
import { publishedProcedures } from "../../judges/published-procedures.ts";
import { usualBounds } from "../../judges/scale.ts";
import { parseDataFile } from "../../sources/parse-data-file.ts";
import { type Comparable, comparableWith } from "./comparable.ts";

const text = z.string().min(1);

const packaged = join(packageRoot, "results", "published");

/** Says which rows are the same model; `published-models.ts` reads it. */
export const modelsFile = "models.yaml";

const publishedRowSchema = z.strictObject({
  /** Of `models.yaml`; absent: nobody has said which model it is, so it is never an anchor. */
  id: text.optional(),
  /** As the source calls it. */
  model: text,
  /** Of the questions, BCP 47. */
  language: z.enum(["ja", "en"]),
  /** In units of the file's `bounds`, with the digits of the source. */
  score: z.number(),
  /** Whether it thought, as the source states it; absent: not stated. */
  thinking: z.enum(["on", "off"]).optional(),
  /** Reasoning effort, as the source states it; absent: not stated. */
  effort: text.optional(),
  /** How its weights were quantised; absent: not stated, or not at all. */
  quantised: text.optional(),
  /** Scores by category, in units of `bounds`. */
  categories: z.record(text, z.number()).optional(),
  /** A warning to its readers, or what sets this row apart from the others of its model. */
  note: text.optional(),
});

/** One source of scores that others have published: what is known of how they were measured, and the figures. */
const currentSourceSchema = z
  .strictObject({
    source: z.strictObject({
      title: text,
      url: z.url({ protocol: /^https?$/, error: "expected an http(s) address" }),
      /** Of the publication, or of the state that was read. */
      date: z.iso.date({ error: "expected a date such as 2026-04-03" }),
      /** The file that the figures were taken from, at its commit, where there is one. */
      file: z.url({ protocol: /^https?$/, error: "expected an http(s) address" }).optional(),
    }),
    harness: text,
    /** The judge model; null: the source does not say. */
    judge: text.nullable(),
    /** Version of the question file; null: the source does not say. */
    questions: text.nullable(),
    references: text.nullable(),
    /** Repetitions that the scores are means of; null: the source does not say. */
    trials: z.number().int().min(1).nullable(),
    /** How the published figures became what stands here. */
    scale: text,
    /** Lowest and highest score that the procedure can give, after that. */
    bounds: z
      .strictObject({ min: z.number(), max: z.number() })
      .refine(({ min, max }) => min < max, { error: "expected min below max" })
      .default({ ...usualBounds }),
    licence: text,
    /** Said by whoever wrote the file, and believed; absent: it follows from the conditions (`comparable.ts`). */
    comparable: z.enum(["exact", "claimed", "other"]).optional(),
    /** Beside it, the judge whose procedure it is or claims to be; null when it is none of ours. */
    protocol: text.nullable().optional(),
    /**
     * The question set asked, by language of the rows; without its version (`ja-mt-bench`) where that is not known. Needed
     * for `exact` and `claimed`.
     */
    questionSets: z.partialRecord(z.enum(["ja", "en"]), text).default({}),
    /** What a reader should know before comparing. */
    doubts: z.array(text),
    rows: z.array(publishedRowSchema).min(1),
  })
  .superRefine((file, context) => {
    const { comparable, protocol = null, bounds } = file;
    const isOther = (comparable ?? "other") === "other";
    if (isOther !== (protocol === null)) {
      const expected = isOther ? "null" : "a judge";
      const why = comparable === undefined ? "is absent" : `is ${comparable}`;
      context.addIssue({
        code: "custom",
        path: ["protocol"],
        message: `expected ${expected}, for \`comparable\` ${why}`,
      });
    }
    const first = new Map<string, number>();
    for (const [index, row] of file.rows.entries()) {
      const key = JSON.stringify([row.model, row.language, row.thinking, row.effort, row.quantised, row.note]);
      const same = first.get(key);
      if (same === undefined) first.set(key, index);
      const problems: RowProblem[] = [
        ...(same === undefined ? [] : [{ path: [], message: `the same row as rows[${same}]` }]),
        ...outOfBounds(row, bounds),
        ...withoutSet(row, file),
      ];
      for (const { path, message } of problems) {
        context.addIssue({ code: "custom", path: ["rows", index, ...path], message });
      }
    }
  });

interface RowProblem {
  /** In the row. */
  readonly path: readonly string[];
  readonly message: string;
}

function outOfBounds(
  row: z.infer<typeof publishedRowSchema>,
  { min, max }: { min: number; max: number },
): RowProblem[] {
  return scoresOf(row)
    .filter(({ score }) => score < min || score > max)
    .map(({ path, score }) => {
      const limit = score < min ? `at least ${min}` : `at most ${max}`;
      return { path, message: `expected ${limit}, got ${score}` };
    });
}

function withoutSet(
  { language }: z.infer<typeof publishedRowSchema>,
  file: {
    readonly comparable?: string | undefined;
    readonly questionSets: Readonly<Partial<Record<"ja" | "en", string>>>;
  },
): RowProblem[] {
  if ((file.comparable ?? "other") === "other" || file.questionSets[language] !== undefined) return [];
  return [{ path: ["language"], message: `questionSets names none for ${language}` }];
}

/** A file as people write it. `comparable` was called `match` until matches became pairs of answers; the old name is read. */
const publishedSourceSchema = z.preprocess((file) => {
  if (typeof file !== "object" || file === null || !("match" in file) || "comparable" in file) return file;
  const { match, ...rest } = file;
  return { ...rest, comparable: match };
}, currentSourceSchema);

function scoresOf(row: z.infer<typeof publishedRowSchema>): { path: string[]; score: number }[] {
  const categories = Object.entries(row.categories ?? {});
  return [
    { path: ["score"], score: row.score },
    ...categories.map(([name, score]) => ({ path: ["categories", name], score })),
  ];
}

export type PublishedRow = Readonly<z.infer<typeof publishedRowSchema>>;

export interface PublishedSource extends Readonly<z.infer<typeof publishedSourceSchema>> {
  /** The file's name without its ending. */
  readonly id: string;
  /** With which procedure of ours its scores are comparable, by language of its rows. */
  readonly standing: Readonly<Partial<Record<PublishedRow["language"], Comparable>>>;
}

/**
 * Loads every `*.yaml` of a folder of published scores (the package's by default), sorted by id, rows best first. A missing
 * folder holds none.
 *
 * @throws InputError with all problems of all files.
 */
export async function loadPublishedScores(folder: string = packaged): Promise<readonly PublishedSource[]> {
  const sources: PublishedSource[] = [];
  const problems: string[] = [];
  const procedures = await publishedProcedures();
  for (const name of await yamlFiles(folder)) {
    try {
      const path = join(folder, name);
      const content = (await readTextIfThere(path, path)) ?? "";
      const file = await parseDataFile(content, publishedSourceSchema, `published/${name}`);
      const languages = [...new Set(file.rows.map(({ language }) => language))];
      const standing = Object.fromEntries(languages.map((one) => [one, comparableWith(file, one, procedures)]));
      sources.push({ ...file, rows: sortRows(file.rows), id: name.replace(/\.yaml$/, ""), standing });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...(error.problems.length > 0 ? error.problems : [error.message]));
    }
  }
  if (problems.length > 0) throw new InputError("the published scores are not valid", { problems });
  return sources;
}

/** Those whose scores are comparable with something of ours. */
export function comparableScores(sources: readonly PublishedSource[]): readonly PublishedSource[] {
  return sources.filter(({ standing }) => Object.values(standing).some(({ comparable }) => comparable !== "other"));
}

async function yamlFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".yaml") && name !== modelsFile).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new InputError(`cannot read ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

function sortRows(rows: readonly PublishedRow[]): PublishedRow[] {
  const order = (row: PublishedRow): string =>
    `${row.language === "ja" ? 0 : 1} ${row.model} ${row.effort ?? ""} ${row.quantised ?? ""} ${row.note ?? ""}`;
  const byName = [...rows].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return byName.sort((a, b) => (a.language === b.language ? b.score - a.score : 0));
}
