import type { AnswerRecord } from "../answers/answer.ts";
import type { CardItem } from "../cards/card-item.ts";
import { InputError } from "../errors.ts";
import type { Judge } from "../judges/judge.ts";
import { missingReferences } from "../judgments/fill-prompt.ts";
import { ratesTurn } from "../judgments/plan-judgment.ts";
import type { Question } from "../questions/question.ts";
import type { Manifest } from "../results/manifest.ts";
import { loadManifest, loadRunRecord } from "../results/run-record.ts";
import type { Stored } from "../runs/plan-run.ts";
import type { RunSpec } from "../runs/run-spec.ts";
import type { OpenEndpoint } from "./endpoints/open-endpoints.ts";
import type { Target } from "./open-budget.ts";
import type { LaunchFacts } from "./open-job.ts";
import type { PreparedRating } from "./prepare-rating.ts";

/** Answers of known quality that a judge is tried on, with what is known of each. */
export interface GivenAnswers {
  readonly answers: readonly AnswerRecord[];
  readonly items: readonly CardItem[];
}

/** One candidate's part of a launch; its folder is not open yet. */
export interface PreparedCandidate {
  readonly spec: RunSpec;
  readonly facts: LaunchFacts;
  /** Of its folder. */
  readonly path: string;
  readonly manifest: Manifest;
  readonly isFresh: boolean;
  /** Null: it is not asked. */
  readonly open: OpenEndpoint | null;
  /** Answers that nobody is asked for: they are put into the folder when it is opened. Absent: none. */
  readonly given?: GivenAnswers;
  /** What its folder holds now, for those who only look. */
  readonly stored: () => Promise<Stored>;
}

/** All that a launch needs, loaded, checked and reachable; nothing is written yet. */
export interface PreparedLaunch {
  /** Of the question set. */
  readonly title: string;
  readonly candidates: readonly PreparedCandidate[];
  /** By model string; null: nothing is rated. */
  readonly judges: ReadonlyMap<string, OpenEndpoint> | null;
  /** Every model that is asked, and where. */
  readonly targets: readonly Target[];
}

/** Turns that a judge rates, 1-based; none of a question that is not among these. */
export function ratedTurns(judge: Judge, questions: readonly Question[]): (questionId: string) => number[] {
  return (questionId) => {
    const question = questions.find((one) => one.id === questionId);
    if (question === undefined) return [];
    return [...question.turns.keys()].map((index) => index + 1).filter((turn) => ratesTurn(judge, question, turn));
  };
}

export function refuseMissingReferences(
  { judge, set, references }: PreparedRating,
  problemsOf: typeof missingReferences = missingReferences,
): void {
  const problems = problemsOf(judge, set.questions, references);
  if (problems.length === 0) return;
  throw new InputError(`the judge ${judge.id} shows reference answers that ${set.id} does not have`, {
    problems,
    hint: "Name another reference file with --references.",
  });
}

/** What stands in a folder that may not be there yet, or is about to be archived. */
export async function storedIn(path: string, fresh: boolean): Promise<Stored> {
  const nothing: Stored = { answers: new Map(), judgments: new Map() };
  return fresh || (await loadManifest(path)) === null ? nothing : await loadRunRecord(path);
}
