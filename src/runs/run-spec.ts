import type { AnsweringRules } from "../answers/answering-rules.ts";
import type { Judge } from "../judges/judge.ts";
import type { JudgeModel } from "../judgments/procedure.ts";
import type { Candidate } from "../models/candidate.ts";
import type { Question, References } from "../questions/question.ts";

/** How answers are rated in a run. */
export interface RatingSpec {
  readonly judge: Judge;
  readonly judgeModel: JudgeModel;
  /** Null when the judge shows none. */
  readonly references: References | null;
  /** Hash of the rating procedure. */
  readonly procedure: string;
}

/** One candidate's work: everything that a plan needs, and nothing about servers. */
export interface RunSpec {
  readonly candidate: Candidate;
  /** The questions of this run, in the order in which they are asked. */
  readonly questions: readonly Question[];
  readonly rules: AnsweringRules;
  /** Null: answers only. */
  readonly rating: RatingSpec | null;
  /** False: rate what is there, ask no candidate. */
  readonly answering: boolean;
  readonly trials: number;
  /** Judgments of each answer. */
  readonly repeats: number;
  readonly seed: number;
  /** Failure reasons that the user wants tried again. */
  readonly reopened: ReadonlySet<string>;
}
