import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { codeOf, InputError } from "../errors.ts";
import { readTextIfThere } from "../files/read-text.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { questionIdSchema } from "./question-id.ts";

export const exemplarLevels = ["strong", "flawed", "poor"] as const;
export type ExemplarLevel = (typeof exemplarLevels)[number];

/** How a flawed or a poor answer fails; the first six are flaws of a good answer, the others leave nothing of it. */
const flawKinds = [
  "wrong-figure",
  "ignored-constraint",
  "hallucinated-source",
  "wrong-keigo",
  "broken-edge-case",
  "lost-context",
  "off-topic",
  "wrong-language",
  "half-finished",
  "evasive",
  "padded",
] as const;

/** On the scale of the judge that the set's authors had in mind. */
const rating = z.number();
const band = z.tuple([rating, rating]).refine(([low, high]) => low <= high, "expected the lower rating first");

/** One line of `exemplars/<category>.jsonl`: an answer of known quality to both turns of a question. */
export const exemplarSchema = z.strictObject({
  question_id: questionIdSchema,
  level: z.enum(exemplarLevels),
  turns: z.tuple([z.string().min(1), z.string().min(1)]),
  /** By turn: the ratings, both ends included, that a sound judge gives. */
  bands: z.tuple([band, band]),
  /** Null for strong ones alone. */
  flaw: z
    .strictObject({
      kind: z.enum(flawKinds),
      turns: z.array(z.number().int().min(1).max(2)).min(1).max(2),
      text: z.string().min(1),
    })
    .nullable(),
});

export type Exemplar = Readonly<z.infer<typeof exemplarSchema>>;

/** Every exemplar of a set's folder by category (the file's name), categories sorted; none where there is no such folder. */
export async function loadExemplars(setFolder: string): Promise<ReadonlyMap<string, readonly Exemplar[]>> {
  const folder = join(setFolder, "exemplars");
  const byCategory = new Map<string, readonly Exemplar[]>();
  const problems: string[] = [];
  for (const name of await jsonLinesIn(folder)) {
    const path = join(folder, name);
    const { lines, problems: found } = parseJsonLines((await readTextIfThere(path, path)) ?? "", exemplarSchema, name);
    problems.push(...found);
    const exemplars = lines.map(({ value }) => value);
    byCategory.set(name.replace(/\.jsonl$/, ""), exemplars);
  }
  if (problems.length > 0) throw new InputError(`the exemplars in ${folder} are not valid`, { problems });
  return byCategory;
}

async function jsonLinesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(".jsonl")).sort();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}
