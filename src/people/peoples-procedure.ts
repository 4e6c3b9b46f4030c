import { hashOf, type Json } from "../files/canonical-json.ts";
import type { ScaleBounds } from "../judges/scale.ts";
import type { Rubric } from "./rubric.ts";

export interface PeoplesRules {
  readonly kind: "ratings" | "matches";
  readonly rubric: Rubric;
  readonly scale: ScaleBounds;
  /** Models' names inside answers are masked. */
  readonly mask: boolean;
  /** Hash of the reference answers that are a key away; null: none. */
  readonly references: string | null;
}

/** How people rate, under one hash: two ratings with equal hashes were asked for in the same way. */
export function peoplesProcedure({ kind, rubric, scale, mask, references }: PeoplesRules) {
  const fields: Record<string, Json> = {
    kind,
    rubric: hashOf({ ...rubric }),
    "scale.min": scale.min,
    "scale.max": scale.max,
    "blinding.candidates": "hidden",
    "blinding.judge": "hidden-until-rated",
    "blinding.namesInAnswers": mask ? "masked" : "as-written",
    "blinding.order": kind === "matches" ? "shuffled, sides drawn" : "shuffled",
    "references.hash": references,
  };
  return { hash: hashOf(fields), fields };
}
