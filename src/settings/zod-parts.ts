import { z } from "zod";
import type { Zod } from "./kinds.ts";

/** What the table's values are made of. By name, so that the built program holds no more of zod than it uses. */
export const zodParts: Zod = {
  array: z.array,
  boolean: z.boolean,
  custom: z.custom,
  enum: z.enum,
  number: z.number,
  object: z.object,
  strictObject: z.strictObject,
  string: z.string,
};
