/** One MT-Bench question. Ids are kept as text: files write them as numbers or as numeric strings. */
export interface Question {
  readonly id: string;
  /** Always from the record, never from the id. */
  readonly category: string;
  /** What the user says in each turn, in order. One or two turns. */
  readonly turns: readonly [string, ...string[]];
  /** Overrides the set's temperature of the category, 0-2. */
  readonly requiredTemperature?: number;
  /** sha256 over id, category and turns. */
  readonly hash: string;
}

/** Reference answers by question id, one text a turn. */
export interface References {
  readonly name: string;
  readonly byQuestion: ReadonlyMap<string, readonly string[]>;
  /** sha256 over all its texts. */
  readonly hash: string;
}

export interface QuestionSet {
  readonly id: string;
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
  /** Reference files, the default first. */
  readonly references: readonly References[];
}
