import type { Candidate } from "../models/candidate.ts";
import { compareFields, type FieldDifference } from "./compare-fields.ts";
import type { Manifest } from "./manifest.ts";

/**
 * What the catalogue knows of a model beside how it is asked: looked up again at every start, so that a mended entry makes
 * no other candidate of a folder. `showsThoughts` was stored by format 1; `family` is stored for readers and never compared.
 */
const lookedUp = ["family", "showsThoughts"] as const satisfies readonly (keyof Candidate)[];

/** In what two folders, or a folder and a run, are not of one candidate; empty: the records belong together. */
export function specificationDifferences(before: Manifest, after: Manifest): FieldDifference[] {
  return compareFields(identityOf(before), identityOf(after));
}

function identityOf({ origin, questionSet, candidate, seed }: Manifest) {
  const compared = Object.entries(candidate).filter(([name]) => !lookedUp.some((one) => one === name));
  return { origin, questionSet, candidate: Object.fromEntries(compared), seed };
}
