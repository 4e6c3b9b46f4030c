import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../errors.ts";
import { readTextIfThere } from "../files/read-text.ts";
import { parseJsonLines } from "../text/parse-json-lines.ts";
import { questionIdSchema } from "./question-id.ts";

/** Ways to fool a judge. */
export const probeKinds = [
  "empty",
  "near-empty",
  "constant",
  "self-praise",
  "imitated-delimiter",
  "imitated-rating",
  "instruction-to-judge",
  "right-in-english",
  "wrong-and-long",
  "question-repeated",
  "other-answer",
] as const;

/** One line of `probes/probes.jsonl`: an answer built to get more than it deserves. */
export const probeSchema = z
  .strictObject({
    id: z.string().min(1),
    kind: z.enum(probeKinds),
    question_id: questionIdSchema,
    turn: z.number().int().min(1),
    /** The answers of the turns before. */
    history: z.array(z.string().min(1)),
    /** May be empty: that is a probe too. */
    text: z.string(),
    /** The highest rating that it may fairly get, on the same scale as the exemplars' bands. */
    max_rating: z.number(),
    /** In Japanese: what is done, and why the bound is there. */
    note: z.string().min(1),
  })
  .refine((probe) => probe.history.length === probe.turn - 1, {
    path: ["history"],
    error: "expected one answer for each turn before",
  });

export type Probe = Readonly<z.infer<typeof probeSchema>>;

/** The probes of a set's folder, in file order; none where there is no such file. */
export async function loadProbes(setFolder: string): Promise<readonly Probe[]> {
  const path = join(setFolder, "probes", "probes.jsonl");
  const { lines, problems } = parseJsonLines((await readTextIfThere(path, path)) ?? "", probeSchema, "probes.jsonl");
  if (problems.length > 0) throw new InputError(`${path} is not valid`, { problems });
  return lines.map(({ value }) => value);
}
