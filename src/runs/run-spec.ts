import type { AnsweringRules } from "../answers/answering-rules.ts";
import type { Judge } from "../judges/judge.ts";
import type { Raters } from "../judgments/raters.ts";
import type { Candidate } from "../models/candidate.ts";
import type { Question, References } from "../questions/question.ts";
import type { Shard } from "../results/shard.ts";

/** How answers are rated in a run. */
export interface RatingSpec {
  readonly judge: Judge;
  readonly raters: Raters;
  /** Null when the judge shows none. */
  readonly references: References | null;
  /** Hash of the rating procedure. */
  readonly procedure: string;
}

/** One candidate's work: everything that a plan needs, and nothing about servers. */
export interface RunSpec {
  /** Name of the candidate's row. */
  readonly id: string;
  /** Null: rate the answers that are there, ask no candidate. */
  readonly asking: { readonly candidate: Candidate; readonly rules: AnsweringRules } | null;
  /** The questions of this run, in the order in which they are asked. */
  readonly questions: readonly Question[];
  /** Hash of the answering rules whose answers belong to this run. */
  readonly rules: string;
  /** Null: answers only. */
  readonly rating: RatingSpec | null;
  readonly trials: number;
  /** Judgments of each answer. */
  readonly repeats: number;
  /** Judgments of one answer, where they are not as many for all; absent: `repeats`. */
  readonly repeatsOf?: (question: Question, at: { readonly turn: number; readonly trial: number }) => number;
  readonly seed: number;
  /** Null: the whole run is this process's work. */
  readonly shard: Shard | null;
  /** Calls go out in the order of the questions, first turns first, whatever a clock says; absent: the longest chain first. */
  readonly asGiven?: true;
  /** Failure reasons that the user wants tried again. */
  readonly reopened: ReadonlySet<string>;
}
