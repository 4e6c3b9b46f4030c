import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../files/package-root.ts";
import { readTextIfThere } from "../../files/read-text.ts";
import { parseDataFile } from "../../sources/parse-data-file.ts";
import { modelsFile, type PublishedSource } from "./published-scores.ts";

const text = z.string().min(1);

/** One model that published tables name, by whatever name. */
const publishedModelSchema = z
  .strictObject({
    id: text,
    /** Repository of the weights or the vendor's dated name; null: the name alone does not settle which weights they were. */
    snapshot: text.nullable(),
    /** Models that an open name may stand for, as far as the tables know them. */
    oneOf: z.array(text).default([]),
    /** Models that share their base weights, and so the ways in which a judge may misread them. */
    family: text,
    /** `switch`: on or off; `effort`: levels; `unknown`: not known to us. */
    thinking: z.enum(["never", "always", "switch", "effort", "unknown"]),
    /** What an unstated switch (`on`, `off`) or effort most likely was. */
    default: text.optional(),
    /** Absent: the weights are not open. */
    weights: z
      .strictObject({
        /** Billions. */
        parameters: z.number().positive(),
        /** Billions used for each token; absent: all. */
        active: z.number().positive().optional(),
        /** Null: not checked. */
        licence: text.nullable(),
      })
      .optional(),
    source: z.url({ protocol: /^https?$/, error: "expected an http(s) address" }),
  })
  .superRefine((model, context) => {
    const needed = model.thinking === "switch" || model.thinking === "effort";
    const fits = model.thinking !== "switch" || model.default === "on" || model.default === "off";
    if (needed === (model.default !== undefined) && fits) return;
    const expected = { switch: "on or off", effort: "a level", never: "none", always: "none", unknown: "none" };
    const message = `expected ${expected[model.thinking]}, for \`thinking\` is ${model.thinking}`;
    context.addIssue({ code: "custom", path: ["default"], message });
  });

export type PublishedModel = Readonly<z.infer<typeof publishedModelSchema>>;

const publishedModelsSchema = z.strictObject({
  models: z.array(publishedModelSchema).superRefine((models, context) => {
    const first = new Map<string, number>();
    for (const [index, { id }] of models.entries()) {
      const before = first.get(id);
      if (before === undefined) first.set(id, index);
      else context.addIssue({ code: "custom", path: [index, "id"], message: `the same id as models[${before}]` });
    }
  }),
});

/**
 * Loads `models.yaml` of a folder of published scores (the package's by default), by id. A missing file names none.
 *
 * @throws InputError with all problems of the file.
 */
export async function loadPublishedModels(
  folder: string = join(packageRoot, "results", "published"),
): Promise<ReadonlyMap<string, PublishedModel>> {
  const path = join(folder, modelsFile);
  const content = await readTextIfThere(path, path);
  if (content === null) return new Map();
  const { models } = await parseDataFile(content, publishedModelsSchema, `published/${modelsFile}`);
  return new Map(models.map((model) => [model.id, model]));
}

/** What the tables and the list of models say that cannot both be: one line a problem, with its place. */
export function checkPublished(
  sources: readonly PublishedSource[],
  models: ReadonlyMap<string, PublishedModel>,
): readonly string[] {
  const rows = sources.flatMap(({ id, rows }) => rows.map((row) => ({ place: `${id}: ${row.model}`, row })));
  const named = new Set(rows.map(({ row }) => row.id));
  for (const { oneOf } of models.values()) for (const id of oneOf) named.add(id);
  return [
    ...rows.flatMap(({ place, row }) => {
      if (row.id === undefined) return [`${place}: names no model of ${modelsFile}`];
      const model = models.get(row.id);
      if (model === undefined) return [`${place}: ${row.id} is not in ${modelsFile}`];
      const problem = thinkingProblem(row, model);
      return problem === null ? [] : [`${place}: ${problem}`];
    }),
    ...[...models.values()].flatMap(({ id, oneOf }) => [
      ...oneOf.filter((one) => !models.has(one)).map((one) => `${id}: oneOf: ${one} is not in ${modelsFile}`),
      ...(named.has(id) ? [] : [`${id}: no row names it`]),
    ]),
    ...sameRows(sources),
  ];
}

function thinkingProblem(row: PublishedSource["rows"][number], model: PublishedModel): string | null {
  if (row.thinking === "on" && model.thinking === "never") return `thinking is on, but ${model.id} never thinks`;
  if (row.thinking === "off" && model.thinking === "always") return `thinking is off, but ${model.id} always thinks`;
  if (row.effort !== undefined && model.thinking !== "effort" && model.thinking !== "unknown") {
    return `effort ${row.effort}, but ${model.id} knows none`;
  }
  return null;
}

/** Two rows of a table that are the same model asked alike: one of them is not true, or what sets them apart is missing. */
function sameRows(sources: readonly PublishedSource[]): string[] {
  return sources.flatMap(({ id, rows }) => {
    const seen = new Set<string>();
    return rows.flatMap((row) => {
      if (row.id === undefined) return [];
      const key = JSON.stringify([row.id, row.language, row.thinking, row.effort, row.quantised]);
      if (seen.has(key)) return [`${id}: ${row.model}: a second row of ${row.id} asked in the same way`];
      seen.add(key);
      return [];
    });
  });
}
