import { z } from "zod";
import { jsonSchema } from "../files/json-schema.ts";
import { families } from "./catalogue.ts";
import { thinkingChoiceSchema } from "./choose-thinking.ts";
import { samplingSchema } from "./sampling-schema.ts";

/** The form of names of environment variables; a key pasted in their place would be shown and committed. */
const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "expected the name of an environment variable, not its value");

const baseUrlSchema = z.url({ protocol: /^https?$/, error: "expected a URL such as http://127.0.0.1:8000/v1" });

/** A server as users describe it in the configuration. Keys themselves never stand here, only the names of variables. */
export const serverEntrySchema = z.strictObject({
  /** Several of one model form a pool. */
  baseUrl: z.union([baseUrlSchema, z.array(baseUrlSchema).min(1)]),
  apiKeyEnv: variableName.nullable().exactOptional(),
  /** A value `$NAME` is read from the environment. */
  headers: z.record(z.string().min(1), z.string()).exactOptional(),
  query: z.record(z.string().min(1), z.string()).exactOptional(),
  maxConcurrency: z.number().int().min(1).exactOptional(),
  /** Seconds; 0: no limit. */
  firstTokenTimeout: z.number().min(0).exactOptional(),
  idleTimeout: z.number().min(0).exactOptional(),
});

/** A candidate as users describe it. What is left out comes from the catalogue. */
export const candidateEntrySchema = z.strictObject({
  /** The model string that the server knows, or an id of the catalogue. */
  model: z.string().min(1),
  /** A name under `servers`, or a base URL; left out: the vendor's own endpoint. */
  server: z.string().min(1).exactOptional(),
  /** What figures and tables call it; the id where it is left out. */
  displayName: z.string().trim().min(1).exactOptional(),
  family: z.enum(families.map((family) => family.id)).exactOptional(),
  /** A commit or a hash of the weights. */
  revision: z.string().min(1).exactOptional(),
  sampling: samplingSchema.exactOptional(),
  samplingByCategory: z.record(z.string().min(1), samplingSchema).exactOptional(),
  templateArguments: z.record(z.string().min(1), jsonSchema).exactOptional(),
  systemPrompt: z.string().min(1).exactOptional(),
  ...thinkingChoiceSchema.shape,
});

export type ServerEntry = z.infer<typeof serverEntrySchema>;
export type CandidateEntry = z.infer<typeof candidateEntrySchema>;

/** Models and servers of the user's own, by the names that they gave them. */
export interface OwnModels {
  readonly servers: Readonly<Record<string, ServerEntry>>;
  readonly candidates: Readonly<Record<string, CandidateEntry>>;
  /** Judges, whose models a jury's members may be named by; absent: none. */
  readonly judges?: Readonly<Record<string, JudgeEntry>>;
}

/** A judge of the user's own naming, as far as its model goes. */
export interface JudgeEntry {
  readonly procedure: string;
  readonly model?: string;
  readonly server?: string;
}

/** An entry's model as `--judge-model` takes it; undefined: the procedure's own. */
export function writtenModel({ model, server }: Pick<JudgeEntry, "model" | "server">): string | undefined {
  return model === undefined || server === undefined ? model : `${model}@${server}`;
}

export const noOwnModels: OwnModels = { servers: {}, candidates: {} };
