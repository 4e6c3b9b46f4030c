import type { Comparable } from "../results/published/comparable.ts";
import type { PublishedModel } from "../results/published/published-models.ts";

/** What is known of which model a row is, and how it was asked. */
export interface Identity {
  /** As the table calls it. */
  readonly name: string;
  /** Of the list of models; null: the list does not know it. */
  readonly model: PublishedModel | null;
  /** Models that share base weights; null: not known, so it is its own family. */
  readonly family: string | null;
  /** Why the name alone does not settle which weights these are, as the end of a sentence that begins with it; null: it does. */
  readonly unsure: string | null;
  /** Null: not stated. */
  readonly thinking: "on" | "off" | null;
  /** Null: not stated. */
  readonly effort: string | null;
  /** Null: not quantised, as far as stated. */
  readonly quantised: string | null;
  /** Hash of a candidate's whole specification; null for rows of others. */
  readonly specification: string | null;
}

/** Variance that answers and judgments add to a score when everything is done once more, in squared points. */
export interface RowNoise {
  /** Of a single trial; null: it was never repeated, or nobody says. */
  readonly perTrial: number | null;
  /** Trials that the score is the mean of; null: not stated. */
  readonly trials: number | null;
}

/** One candidate's score on a table's scale. */
export interface LinkRow {
  readonly identity: Identity;
  readonly score: number;
  readonly noise: RowNoise;
  /** Why one may mistrust this row; empty as a rule. */
  readonly doubts: readonly string[];
  /** Where the row stands: an address, or a results folder. */
  readonly source: string;
}

/** All scores of one rating procedure on one set of questions: one scale. */
export interface LinkTable {
  /** Names it on the command line: `swallow-leaderboard-v2/ja`, or the first digits of a protocol key. */
  readonly id: string;
  /** Other words that mean it, perhaps among others: the judge of its procedure, the files that it was put together from. */
  readonly names: readonly string[];
  readonly origin: "published" | "own";
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly questions: TableQuestions;
  /** Everything stated of the procedure that a line from this table to another one takes in. */
  readonly conditions: Readonly<Record<"judge" | "harness" | "references" | "trials", string | null>>;
  readonly bounds: { readonly min: number; readonly max: number };
  /** With which procedure of ours a published table is comparable; absent: it is our own. */
  readonly standing?: Comparable;
  readonly doubts: readonly string[];
  /** By name. */
  readonly rows: readonly LinkRow[];
}

export interface TableQuestions {
  /** Id of a question set, without a version where that is not known; null: not stated. */
  readonly set: string | null;
  /** sha256 over the questions; null: only their name is known. */
  readonly hash: string | null;
  readonly count: number | null;
  /** All questions of the set. */
  readonly whole: boolean;
}

/** A row's name with what sets it apart from others of its model, as far as the name does not say it itself. */
export function labelOf({ identity }: LinkRow): string {
  if (identity.specification !== null) return identity.name;
  const apart = [identity.effort, identity.quantised].filter(
    (one) => one !== null && !identity.name.toLowerCase().includes(one.toLowerCase()),
  );
  return apart.length === 0 ? identity.name : `${identity.name} (${apart.join(", ")})`;
}

export function byName(a: LinkRow, b: LinkRow): number {
  const key = ({ identity, source }: LinkRow) => [identity.name, identity.effort ?? "", source].join(" ");
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}
