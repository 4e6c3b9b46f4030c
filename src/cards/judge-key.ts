import { hashOf, type Json } from "../files/canonical-json.ts";

/**
 * What makes a judge this one, whatever it rates: its procedure without the texts of the references and without how candidates
 * are asked. So a card that was made on one question set belongs to the same judge on any other.
 */
export function judgeKeyOf(fields: Readonly<Record<string, Json | undefined>>): string {
  const own = Object.entries(fields).filter(([name]) => name !== "references.hash" && !name.startsWith("answering."));
  return hashOf(Object.fromEntries(own));
}
