import { escapePattern } from "../text/escape.ts";
import type { Checkpoint } from "./annotations.ts";

/** `unknown`: only a person can tell, since the checkpoint names no literals. */
export type CheckpointOutcome = "met" | "missed" | "violated" | "unknown";

export interface CheckedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly outcome: CheckpointOutcome;
  /** The first literal of the list that the answer holds; null when it holds none. */
  readonly found: string | null;
}

/**
 * Looks for a turn's checkpoints in an answer. Literals are compared in one width (NFKC) and without white space, case kept. Those
 * of an `exact` checkpoint also without bold, and a number is then only found whole: `50` is neither in `150` nor in `50.5`.
 */
export function checkCheckpoints(checkpoints: readonly Checkpoint[], answer: string): readonly CheckedCheckpoint[] {
  const text = literalForm(answer);
  const bare = answer.normalize("NFKC").replaceAll("**", "");
  return checkpoints.map((checkpoint) => {
    const { any, exact = false, must } = checkpoint;
    if (any === undefined) return { checkpoint, outcome: "unknown", found: null };
    const isThere = (literal: string) =>
      exact ? wholePattern(literal).test(bare) : text.includes(literalForm(literal));
    const found = any.find(isThere) ?? null;
    if (must) return { checkpoint, outcome: found === null ? "missed" : "met", found };
    return { checkpoint, outcome: found === null ? "met" : "violated", found };
  });
}

/** White space may stand anywhere inside the literal, and digits at its ends must be the number's first and last. */
function wholePattern(literal: string): RegExp {
  const form = literalForm(literal).replaceAll("**", "");
  const letters = [...form].map(escapePattern);
  const before = /^\d/.test(form) ? "(?<!\\d|\\d[.,])" : "";
  const after = /\d$/.test(form) ? "(?!\\d|[.,]\\d)" : "";
  return new RegExp(`${before}${letters.join("\\s*")}${after}`, "u");
}

function literalForm(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, "");
}
