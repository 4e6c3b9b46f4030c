import { z } from "zod";
import { configSchema } from "./config-schema.ts";

/** The configuration's JSON Schema, for editors; mtbench.schema.json holds it as text. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  return `${JSON.stringify({ title: "mtbench.config.yaml", ...schema }, null, 2)}\n`;
}
