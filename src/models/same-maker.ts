import { basedOn } from "./catalogue.ts";

/** A model as far as it matters who made it. */
export interface MadeModel {
  readonly model: string;
  /** Id of its family in the catalogue; null: not known. */
  readonly family: string | null;
}

/**
 * Whether two models are one, or come from one maker's weights, by the lines that the catalogue and their names tell. Of models
 * that nobody knows, only equal names are found out.
 */
export function isSameMaker(one: MadeModel, other: MadeModel): boolean {
  if (one.model === other.model) return true;
  const lines = basedOn(one.model, one.family);
  return basedOn(other.model, other.family).some((line) => lines.includes(line));
}
