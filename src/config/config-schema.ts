import { z } from "zod";
import { gateRulesSchema } from "../gate/rules.ts";
import { candidateEntrySchema, serverEntrySchema } from "../models/own-models.ts";
import { priceSchema } from "../models/price.ts";

const name = z.string().min(1);

/** A judge of the user's own naming: a procedure, and who carries it out where. */
const judgeEntrySchema = z.strictObject({
  procedure: name.describe("Id or folder of the rating procedure (mtbench judges list)"),
  model: name.exactOptional().describe("Judge model in place of the procedure's; another one makes another protocol"),
  server: name.exactOptional().describe("A name under servers, or a base URL; left out: the vendor's own endpoint"),
});

/** What a run may cost. Prices come from `prices`, then from the catalogue. */
const budgetSchema = z.strictObject({
  amount: z.number().gt(0),
  currency: z.enum(["USD", "JPY", "EUR"]),
});

/**
 * The form of mtbench.config.yaml. It is made of the rooms' own schemas: what a server, a candidate or a price is, `models`
 * says.
 */
export const configSchema = z.strictObject({
  $schema: z.string().exactOptional().describe("Address of mtbench.schema.json, for editors"),
  questions: name.exactOptional().describe("Question set: an id or a folder (--questions)"),
  judge: name.exactOptional().describe("Rating procedure: a name under judges, an id or a folder (--judge)"),
  references: name.exactOptional().describe("Reference answers: a name in the set, or a file (--references)"),
  results: name.exactOptional().describe("Folder of the records (--results)"),
  trials: z.number().int().min(1).exactOptional().describe("Answers to each question (--trials)"),
  seed: z.number().int().min(0).exactOptional().describe("Seed of the sampling (--seed)"),
  maxConcurrency: z.number().int().min(1).exactOptional().describe("Calls at once to each server (--max-concurrency)"),
  servers: z.record(name, serverEntrySchema).exactOptional().describe("Servers by names of your own"),
  candidates: z
    .record(name, candidateEntrySchema)
    .exactOptional()
    .describe("Models to be asked; --model takes the names"),
  judges: z.record(name, judgeEntrySchema).exactOptional().describe("Judges; --judge takes the names"),
  budget: budgetSchema.exactOptional().describe("Most that a run may cost"),
  prices: z.record(name, priceSchema).exactOptional().describe("Prices by model string, before the catalogue's"),
  gate: gateRulesSchema.partial().exactOptional().describe("Rules of the gate; what is left out has its default"),
});

export type Config = z.infer<typeof configSchema>;
export type JudgeEntry = z.infer<typeof judgeEntrySchema>;
