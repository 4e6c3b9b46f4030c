import type { Json } from "../files/canonical-json.ts";
import type { VariantOrigin } from "./set-definition.ts";

/** One question. Ids are kept as text: files write them as numbers, numeric strings or any text. */
export interface Question {
  readonly id: string;
  /** Always from the record, never from the id. */
  readonly category: string;
  /** What the user says in each turn, in order. */
  readonly turns: readonly [string, ...string[]];
  /** Overrides the set's temperature of the category, 0-2. */
  readonly requiredTemperature?: number;
  /** What its answers are to be rated by; shown to judges whose prompts ask for it. */
  readonly criterion?: string;
  /** Whatever its authors say of it besides; shown to people, never to a model. */
  readonly metadata?: Readonly<Record<string, Json>>;
  /** sha256 over id, category and turns: what is asked. What it is rated by (references, criteria) is the procedure's. */
  readonly hash: string;
}

/** Reference answers by question id, one text a turn. */
export interface References {
  readonly name: string;
  /** The first one of each question. */
  readonly byQuestion: ReadonlyMap<string, readonly string[]>;
  /** Further ones of the questions that have several, in file order; absent: none has. */
  readonly others?: ReadonlyMap<string, readonly (readonly string[])[]>;
  /** sha256 over all its texts. */
  readonly hash: string;
}

export interface QuestionSet {
  readonly id: string;
  /** Of a set whose questions were drawn: from which set, with which seed and generators. */
  readonly variant?: VariantOrigin;
  readonly title: string;
  /** BCP 47, `ja` or `en` in the known sets. */
  readonly language: string;
  /** In the order in which tables show them. */
  readonly categories: readonly string[];
  /** Answering temperature by category, 0-2. */
  readonly temperatures: Readonly<Record<string, number>>;
  /** In file order. */
  readonly questions: readonly Question[];
  /** Questions of the whole set; more than `questions` holds after a selection. */
  readonly size: number;
  /** Turns of the longest question of the whole set. */
  readonly longest: number;
  /** sha256 over the criteria of the whole set by id; null: no question has one. */
  readonly criteria: string | null;
  /** Reference files, the default first. */
  readonly references: readonly References[];
}

/** A question's metadata as names and values for people: texts as they are, anything else as JSON. */
export function metadataLines(metadata: Question["metadata"] = {}): (readonly [string, string])[] {
  return Object.entries(metadata).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
}
