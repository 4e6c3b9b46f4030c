import type { RunRecord } from "../results/run-record.ts";
import { proceduresOf } from "./score-folder.ts";

/** A candidate whose answers nobody has rated: it stands in no table, and a list of the others must say so. */
export interface UnratedCandidate {
  readonly id: string;
  /** Question set. */
  readonly set: string;
  readonly origin: "run" | "import";
  /** Folder of its records. */
  readonly path: string;
  /** Turns with an answer. */
  readonly answered: number;
  /** Turns without one: failed. */
  readonly failed: number;
}

/** Null for a candidate that was rated, or is being: its table says what is missing. */
export function unratedCandidate(record: RunRecord): UnratedCandidate | null {
  if (proceduresOf(record).length > 0) return null;
  const { candidate, questionSet, origin } = record.manifest;
  const answers = [...record.answers.values()];
  const answered = answers.filter(({ outcome }) => outcome.status === "answered").length;
  return {
    id: candidate.id,
    set: questionSet.id,
    origin,
    path: record.path,
    answered,
    failed: answers.length - answered,
  };
}
