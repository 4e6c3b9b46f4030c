import { z } from "zod";
import { jsonObjectSchema, jsonSchema } from "../files/json-schema.ts";
import type { Candidate } from "../models/candidate.ts";
import type { QuestionSet } from "../questions/question.ts";
import { type VariantOrigin, variantOriginSchema } from "../questions/set-definition.ts";
import { procedureRecordSchema } from "./procedure-record.ts";

/** Version of the folder's format that is written; a reader refuses a newer one by name. */
export const resultsFormat = 2;

/** Every version that is read. */
const readFormats = [1, resultsFormat] as const;

const toolSchema = z.object({ version: z.string() });

/** Identity of a results folder, written once. What may differ between launches stands in launches.jsonl. */
export const manifestSchema = z.object({
  format: z.literal(readFormats, { error: `expected ${readFormats.join(" or ")}` }),
  /** `run`: we asked; `import`: another harness did, and this folder only retells it. */
  origin: z.enum(["run", "import"]),
  tool: toolSchema,
  /** ISO-8601 UTC. */
  createdAt: z.string(),
  questionSet: z.object({
    id: z.string(),
    language: z.string(),
    /** Of a set whose questions were drawn: seed and versions of the generators; absent: they were not. */
    variant: variantOriginSchema.optional(),
  }),
  /** The candidate's specification; its `id` names the row. */
  candidate: z.object({ id: z.string() }).catchall(jsonSchema),
  /** Seed of the run; 0 unless the user chose one. */
  seed: z.number().int(),
});

export type Manifest = z.infer<typeof manifestSchema>;

const plannedQuestionSchema = z.object({
  id: z.string(),
  hash: z.string(),
  category: z.string(),
  /** Turns that are rated, 1-based. */
  turns: z.array(z.number().int().min(1)),
  /** Of a rotating jury: the judge model that rates it. Absent: every one of the procedure's does. */
  judgeModel: z.string().exactOptional(),
});

/** One start of the program on this folder: what it set out to do and what the servers said they were. */
export const launchSchema = z.object({
  startedAt: z.string(),
  tool: toolSchema,
  /** Hash of the answering rules. */
  rules: z.string(),
  rulesFields: jsonObjectSchema,
  /** Null for `mtbench answer`, which rates nothing. */
  procedure: procedureRecordSchema.nullable(),
  questionSet: z.object({
    id: z.string(),
    title: z.string(),
    language: z.string(),
    categories: z.array(z.string()),
    /** Questions of the whole set, of which `questions` may be a part. */
    size: z.number().int(),
  }),
  questions: z.array(plannedQuestionSchema),
  trials: z.number().int().min(1),
  repeats: z.number().int().min(1),
  /** Facts of the candidate's server, by name; compared on resume. */
  server: jsonObjectSchema,
  /** Null where nothing is rated, and of a jury. */
  judgeServer: jsonObjectSchema.nullable(),
  /** Of a jury: the same for each member, by its model string. Absent: one judge model, or none. */
  judgeServers: z.record(z.string(), jsonObjectSchema).exactOptional(),
  /** Parameters that were dropped because a server refused them. */
  deviations: z.array(z.string()),
  /** `mtbench rescore`: hash of the procedure whose texts were read again; absent where the judge was asked. */
  rescoredFrom: z.string().optional(),
  /** sha256 over the keys of the rated answers (`answersHash`), where they stand in another folder; absent: in this one. */
  answersHash: z.string().optional(),
  /** Of an import: first and last time that its rows themselves name, ISO-8601 UTC. Absent: a run, or no row says. */
  recorded: z.object({ from: z.string(), to: z.string() }).exactOptional(),
  /** Of matches: whose answers were compared, and in which pairs; absent: a candidate's own launch. */
  matches: z
    .object({
      /** `folder` is relative to the results root, with `/`. */
      candidates: z.array(
        z.object({
          candidate: z.string(),
          folder: z.string(),
          rules: z.string(),
          rulesFields: jsonObjectSchema,
          answersHash: z.string(),
        }),
      ),
      /** Each by the names of `candidates`. */
      pairs: z.array(z.tuple([z.string(), z.string()])),
    })
    .exactOptional(),
  /** That other folder, relative to this one, with `/`. */
  folder: z.string().optional(),
});

export type Launch = z.infer<typeof launchSchema>;
export type PlannedQuestion = z.infer<typeof plannedQuestionSchema>;

/** What a launch says of the set that it asks or imports. */
export function launchedSet({ id, title, language, categories, size }: QuestionSet): Launch["questionSet"] {
  return { id, title, language, categories: [...categories], size };
}

/** The manifest of a folder that a run creates. */
export function manifestFor(facts: {
  readonly version: string;
  readonly createdAt: string;
  readonly set: { readonly id: string; readonly language: string; readonly variant?: VariantOrigin };
  readonly candidate: Candidate;
  readonly seed: number;
}): Manifest {
  return {
    format: resultsFormat,
    origin: "run",
    tool: { version: facts.version },
    createdAt: facts.createdAt,
    questionSet: {
      id: facts.set.id,
      language: facts.set.language,
      ...(facts.set.variant === undefined ? {} : { variant: facts.set.variant }),
    },
    candidate: jsonOf(facts.candidate),
    seed: facts.seed,
  };
}

/** A specification as it will be read back, so that it can be compared with the one on disk. */
function jsonOf(candidate: Candidate): Manifest["candidate"] {
  const { showsThoughts: _, ...stored } = candidate;
  return manifestSchema.shape.candidate.parse(JSON.parse(JSON.stringify(stored)));
}

/** When a row was written, in Unix seconds; what is no time is none, for no score depends on it. */
export const tstampSchema = z.number().nullable().optional().catch(null);

/** First and last moment of some rows by their own word, ISO-8601 UTC. */
export interface RecordedTimes {
  readonly from: string;
  readonly to: string;
}

/** Beyond it a date has no four-digit year. */
const lastSecond = Date.UTC(9999, 11, 31) / 1000;

/** Null where no row says when it was written. */
export function recordedTimes(rows: readonly { readonly tstamp: number | null }[]): RecordedTimes | null {
  const seconds = rows.flatMap(({ tstamp }) => (tstamp !== null && tstamp > 0 && tstamp < lastSecond ? [tstamp] : []));
  if (seconds.length === 0) return null;
  const iso = (time: number) => new Date(time * 1000).toISOString();
  return {
    from: iso(seconds.reduce((a, b) => Math.min(a, b))),
    to: iso(seconds.reduce((a, b) => Math.max(a, b))),
  };
}
