import type { Checkpoint } from "./annotations.ts";

/** `unknown`: only a person can tell, since the checkpoint names no literals. */
export type CheckpointOutcome = "met" | "missed" | "violated" | "unknown";

export interface CheckedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly outcome: CheckpointOutcome;
  /** The first literal of the list that the answer holds; null when it holds none. */
  readonly found: string | null;
}

/** Looks for a turn's checkpoints in an answer. Literals are compared after NFKC and without white space, case kept. */
export function checkCheckpoints(checkpoints: readonly Checkpoint[], answer: string): readonly CheckedCheckpoint[] {
  const text = literalForm(answer);
  return checkpoints.map((checkpoint) => {
    if (checkpoint.any === undefined) return { checkpoint, outcome: "unknown", found: null };
    const found = checkpoint.any.find((literal) => text.includes(literalForm(literal))) ?? null;
    if (checkpoint.must) return { checkpoint, outcome: found === null ? "missed" : "met", found };
    return { checkpoint, outcome: found === null ? "met" : "violated", found };
  });
}

function literalForm(text: string): string {
  return text.normalize("NFKC").replace(/\s+/gu, "");
}
