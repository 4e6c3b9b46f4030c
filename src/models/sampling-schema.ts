import { z } from "zod";
import type { Sampling } from "./candidate.ts";

/** Sampling parameters as users write them, under our names. */
export const samplingSchema = z.strictObject({
  temperature: z.number().min(0).max(2).exactOptional(),
  topP: z.number().min(0).max(1).exactOptional(),
  topK: z.number().int().min(-1).exactOptional(),
  minP: z.number().min(0).max(1).exactOptional(),
  presencePenalty: z.number().min(-2).max(2).exactOptional(),
  frequencyPenalty: z.number().min(-2).max(2).exactOptional(),
  repetitionPenalty: z.number().gt(0).max(2).exactOptional(),
  seed: z.number().int().exactOptional(),
}) satisfies z.ZodType<Sampling>;
