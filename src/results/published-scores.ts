import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, InputError, messageOf } from "../errors.ts";
import { packageRoot } from "../files/package-root.ts";
import { parseYaml } from "../text/parse-yaml.ts";

const text = z.string().min(1);

const publishedRowSchema = z.strictObject({
  /** As the source calls it. */
  model: text,
  /** Of the questions, BCP 47. */
  language: z.enum(["ja", "en"]),
  /** On our scale, 1-10. */
  score: z.number().min(1).max(10),
  /** What sets this row apart: reasoning effort, quantisation, a warning. */
  note: text.optional(),
});

/** One source of scores that others have published: what is known of how they were measured, and the figures. */
export const publishedSourceSchema = z
  .strictObject({
    source: z.strictObject({
      title: text,
      url: z.url({ protocol: /^https?$/, error: "expected an http(s) address" }),
      /** Of the publication, or of the state that was read. */
      date: z.iso.date({ error: "expected a date such as 2026-04-03" }),
    }),
    harness: text,
    /** The judge model; null: the source does not say. */
    judge: text.nullable(),
    /** Version of the question file; null: the source does not say. */
    questions: text.nullable(),
    references: text.nullable(),
    /** Repetitions that the scores are means of; null: the source does not say. */
    trials: z.number().int().min(1).nullable(),
    /** How the published figures became ratings on the scale 1-10. */
    scale: text,
    licence: text,
    /** `exact`: everything that the protocol fixes is known to be equal; `claimed`: the source names it, settings are partly unknown. */
    match: z.enum(["exact", "claimed", "other"]),
    /** The judge whose procedure it is or claims to be; null when it is none of ours. */
    protocol: text.nullable(),
    /** The question set asked, by language of the rows; for `exact` and `claimed`. */
    questionSets: z.partialRecord(z.enum(["ja", "en"]), text).default({}),
    /** What a reader should know before comparing. */
    doubts: z.array(text),
    rows: z.array(publishedRowSchema).min(1),
  })
  .superRefine((file, context) => {
    if (file.match === "other" ? file.protocol !== null : file.protocol === null) {
      context.addIssue({
        code: "custom",
        path: ["protocol"],
        message:
          file.match === "other"
            ? "expected null, for `match` is other"
            : `expected a judge, for \`match\` is ${file.match}`,
      });
    }
    const first = new Map<string, number>();
    for (const [index, row] of file.rows.entries()) {
      const key = JSON.stringify([row.model, row.language, row.note ?? null]);
      if (first.has(key)) {
        context.addIssue({ code: "custom", path: ["rows", index], message: `the same row as rows[${first.get(key)}]` });
      } else {
        first.set(key, index);
      }
      if (file.match !== "other" && file.questionSets[row.language] === undefined) {
        context.addIssue({
          code: "custom",
          path: ["rows", index, "language"],
          message: `questionSets names none for ${row.language}`,
        });
      }
    }
  });

export type PublishedRow = Readonly<z.infer<typeof publishedRowSchema>>;

export interface PublishedSource extends Readonly<z.infer<typeof publishedSourceSchema>> {
  /** The file's name without its ending. */
  readonly id: string;
}

/**
 * Loads every `*.yaml` of a folder of published scores (the package's by default), sorted by id, rows best first. A missing
 * folder holds none.
 *
 * @throws InputError with all problems of all files.
 */
export async function loadPublishedScores(
  folder: string = join(packageRoot, "results", "published"),
): Promise<readonly PublishedSource[]> {
  const sources: PublishedSource[] = [];
  const problems: string[] = [];
  for (const name of await yamlFiles(folder)) {
    try {
      const file = parseYaml(await readFile(join(folder, name), "utf8"), publishedSourceSchema, `published/${name}`);
      sources.push({ ...file, rows: sortRows(file.rows), id: name.replace(/\.yaml$/, "") });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new InputError("the published scores are not valid", { problems });
  return sources;
}

async function yamlFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw new InputError(`cannot read ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

function sortRows(rows: readonly PublishedRow[]): PublishedRow[] {
  const order = (row: PublishedRow): string => `${row.language === "ja" ? 0 : 1} ${row.model} ${row.note ?? ""}`;
  const byName = [...rows].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return byName.sort((a, b) => (a.language === b.language ? b.score - a.score : 0));
}
