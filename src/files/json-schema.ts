import { z } from "zod";
import type { Json } from "./canonical-json.ts";

/** A field that holds any JSON. What JSON.parse returned is JSON by construction, so nothing is left to check. */
export const jsonSchema = z.custom<Json>((value) => value !== undefined);

/** An object of such fields, as in the body of a call. */
export const jsonObjectSchema = z.record(z.string(), jsonSchema);
