import { z } from "zod";
import { gateRulesSchema } from "../gate/rules.ts";
import { candidateEntrySchema, serverEntrySchema } from "../models/own-models.ts";
import { priceSchema } from "../models/price.ts";
import { flagName, type Setting } from "../settings/setting.ts";
import { settings } from "../settings/settings.ts";
import { zodParts } from "../settings/zod-parts.ts";

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

/** A setting that a flag can set too: the table says what it may be. */
function ofTable<T>({ type, help }: Setting<T>, name: string) {
  return type(zodParts)
    .exactOptional()
    .describe(`${help} (--${flagName(name)})`);
}

/**
 * The form of mtbench.config.yaml. It is made of the rooms' own schemas: what a server, a candidate or a price is, `models`
 * says.
 */
export const configSchema = z.strictObject({
  $schema: z.string().exactOptional().describe("Address of mtbench.schema.json, for editors"),
  questions: ofTable(settings.questions, "questions"),
  judge: ofTable(settings.judge, "judge"),
  references: ofTable(settings.references, "references"),
  results: ofTable(settings.results, "results"),
  trials: ofTable(settings.trials, "trials"),
  seed: ofTable(settings.seed, "seed"),
  maxAnswerTokens: ofTable(settings.maxAnswerTokens, "maxAnswerTokens"),
  maxConcurrency: ofTable(settings.maxConcurrency, "maxConcurrency"),
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
