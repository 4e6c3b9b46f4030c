import type { Json } from "../files/canonical-json.ts";
import { answersHash } from "../results/answers-hash.ts";
import type { JudgeShare, ProcedureRecord } from "../results/procedure-record.ts";
import type { RatedCell } from "../scores/paired-cells.ts";
import type { ScoredFolder } from "../scores/score-folder.ts";

/** One candidate under one protocol, down to its ratings: what a gate compares, from a results folder or a baseline file. */
export interface ComparedCandidate {
  readonly candidate: { readonly id: string; readonly revision: string | null };
  readonly protocol: ComparedProtocol;
  readonly questionSet: {
    readonly id: string;
    readonly title: string;
    readonly language: string;
    /** sha256 over the hashes of the questions asked. */
    readonly hash: string;
    /** All questions of the set, not a part of them. */
    readonly whole: boolean;
  };
  /** Of the questions, in the set's order; absent: not known, as of a baseline file. */
  readonly categories?: readonly string[];
  readonly trials: number;
  /** Judgments of each answer. */
  readonly repeats: number;
  readonly cells: readonly RatedCell[];
  /** sha256 over the keys of the rated answers, by which they are found again; absent: not known. */
  readonly answersHash?: string;
  /** Of the results folder that holds them; in a baseline relative to the file, with `/`. */
  readonly folder?: string;
}

export interface ComparedProtocol {
  readonly key: string;
  /** Hash of the rating procedure, and the fields under it. */
  readonly procedure: string;
  readonly judge: string;
  readonly kind: ProcedureRecord["kind"];
  readonly judges: readonly JudgeShare[];
  readonly scale: { readonly min: number; readonly max: number };
  readonly fields: { readonly [name: string]: Json | undefined };
}

export function comparedCandidate({ key, procedure, questions, scores }: ScoredFolder): ComparedCandidate {
  const { hash, judge, kind, judges, scale, fields } = procedure;
  const answers = scores.cells.flatMap((cell) => cell.answers);
  const { set: id, title, language, hash: questionsHash, whole, categories } = questions;
  return {
    candidate: { id: scores.id, revision: scores.revision },
    protocol: { key, procedure: hash, judge, kind, judges, scale, fields },
    questionSet: { id, title, language, hash: questionsHash, whole },
    categories,
    trials: scores.trials,
    repeats: scores.repeats,
    cells: scores.cells,
    // Scores that were made without their texts know no answers.
    ...(answers.length === 0 ? {} : { answersHash: answersHash(answers), folder: scores.path }),
  };
}

/** Scored results, or what a baseline file holds. */
export type Comparable = ScoredFolder | ComparedCandidate;

export function asCompared(one: Comparable): ComparedCandidate {
  return "scores" in one ? comparedCandidate(one) : one;
}

/** The same as it was after its first trials, for a gate that looks again and again. */
export function firstTrials(measured: ComparedCandidate, count: number): ComparedCandidate {
  const cells = measured.cells.map((cell): RatedCell => {
    const trials = cell.trials.slice(0, count);
    const sum = (pick: (trial: RatedCell["trials"][number]) => number) =>
      trials.reduce((total, trial) => total + pick(trial), 0);
    const { questionId, questionHash, category, turn } = cell;
    return {
      questionId,
      questionHash,
      category,
      turn,
      trials,
      ratings: trials.flatMap((trial) => trial.ratings),
      planned: trials.length * measured.repeats,
      failed: sum((trial) => trial.failed),
      due: sum((trial) => trial.due),
      truncated: sum((trial) => (trial.truncated ? 1 : 0)),
    };
  });
  const { answersHash: _, ...rest } = measured;
  return { ...rest, trials: Math.min(count, measured.trials), cells };
}
